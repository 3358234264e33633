// States and provinces that line items are for and advertisers sit in, by ISO 3166-2. Names as people there write them in
// English and Hindi; provinces of Indonesia have one name.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

/** Code without its country: its name in English, and in Hindi where it has one. */
type Names = Readonly<Record<string, readonly [string, string?]>>;

const INDIA: Names = {
  AN: ['Andaman and Nicobar', 'अंडमान और निकोबार'],
  AP: ['Andhra Pradesh', 'आंध्र प्रदेश'],
  AR: ['Arunachal Pradesh', 'अरुणाचल प्रदेश'],
  AS: ['Assam', 'असम'],
  BR: ['Bihar', 'बिहार'],
  CH: ['Chandigarh', 'चंडीगढ़'],
  CG: ['Chhattisgarh', 'छत्तीसगढ़'],
  DH: ['Dadra and Nagar Haveli and Daman and Diu', 'दादरा नगर हवेली और दमन दीव'],
  DL: ['Delhi', 'दिल्ली'],
  GA: ['Goa', 'गोवा'],
  GJ: ['Gujarat', 'गुजरात'],
  HR: ['Haryana', 'हरियाणा'],
  HP: ['Himachal Pradesh', 'हिमाचल प्रदेश'],
  JK: ['Jammu and Kashmir', 'जम्मू और कश्मीर'],
  JH: ['Jharkhand', 'झारखंड'],
  KA: ['Karnataka', 'कर्नाटक'],
  KL: ['Kerala', 'केरल'],
  LA: ['Ladakh', 'लद्दाख'],
  LD: ['Lakshadweep', 'लक्षद्वीप'],
  MP: ['Madhya Pradesh', 'मध्य प्रदेश'],
  MH: ['Maharashtra', 'महाराष्ट्र'],
  MN: ['Manipur', 'मणिपुर'],
  ML: ['Meghalaya', 'मेघालय'],
  MZ: ['Mizoram', 'मिज़ोरम'],
  NL: ['Nagaland', 'नागालैंड'],
  OD: ['Odisha', 'ओडिशा'],
  PY: ['Puducherry', 'पुदुचेरी'],
  PB: ['Punjab', 'पंजाब'],
  RJ: ['Rajasthan', 'राजस्थान'],
  SK: ['Sikkim', 'सिक्किम'],
  TN: ['Tamil Nadu', 'तमिलनाडु'],
  TS: ['Telangana', 'तेलंगाना'],
  TR: ['Tripura', 'त्रिपुरा'],
  UP: ['Uttar Pradesh', 'उत्तर प्रदेश'],
  UK: ['Uttarakhand', 'उत्तराखंड'],
  WB: ['West Bengal', 'पश्चिम बंगाल'],
};

const INDONESIA: Names = {
  AC: ['Aceh'],
  BA: ['Bali'],
  BB: ['Kepulauan Bangka Belitung'],
  BT: ['Banten'],
  BE: ['Bengkulu'],
  GO: ['Gorontalo'],
  JK: ['Jakarta'],
  JA: ['Jambi'],
  JB: ['Jawa Barat'],
  JT: ['Jawa Tengah'],
  JI: ['Jawa Timur'],
  KB: ['Kalimantan Barat'],
  KS: ['Kalimantan Selatan'],
  KT: ['Kalimantan Tengah'],
  KI: ['Kalimantan Timur'],
  KU: ['Kalimantan Utara'],
  KR: ['Kepulauan Riau'],
  LA: ['Lampung'],
  MA: ['Maluku'],
  MU: ['Maluku Utara'],
  NB: ['Nusa Tenggara Barat'],
  NT: ['Nusa Tenggara Timur'],
  PA: ['Papua'],
  PB: ['Papua Barat'],
  PD: ['Papua Barat Daya'],
  PE: ['Papua Pegunungan'],
  PS: ['Papua Selatan'],
  PT: ['Papua Tengah'],
  RI: ['Riau'],
  SR: ['Sulawesi Barat'],
  SN: ['Sulawesi Selatan'],
  ST: ['Sulawesi Tengah'],
  SG: ['Sulawesi Tenggara'],
  SA: ['Sulawesi Utara'],
  SB: ['Sumatera Barat'],
  SS: ['Sumatera Selatan'],
  SU: ['Sumatera Utara'],
  YO: ['Yogyakarta'],
};

const COUNTRIES: Readonly<Record<string, Names>> = { IN: INDIA, ID: INDONESIA };

/** @returns the codes of a country, found by its currency: ISO 4217 begins with the country's ISO 3166 letters. */
export function statesOf(currency: string): readonly string[] {
  const country = currency.slice(0, 2);
  return Object.keys(COUNTRIES[country] ?? {}).map((code) => `${country}-${code}`);
}

/** @returns the name of `IN-MH`; the code itself where it is unknown. */
export function stateName(code: string, locale: InterfaceLanguage): string {
  const [country = '', part = ''] = code.split('-');
  const [english, hindi] = COUNTRIES[country]?.[part] ?? [];
  return (locale === 'hi' ? hindi : undefined) ?? english ?? code;
}
