// States of India by ISO 3166-2, with the code that tax numbers begin with. Author: the Jhalak authors; source: GST state code
// list of the GSTN, 2026; ISO 3166-2:IN. Data of other regions has no codes: the ISO code stands for itself.

interface StateName {
  name: string;
  taxCode: string;
}

const INDIA: Readonly<Record<string, readonly [taxCode: string, name: string]>> = {
  'IN-JK': ['01', 'Jammu and Kashmir'],
  'IN-HP': ['02', 'Himachal Pradesh'],
  'IN-PB': ['03', 'Punjab'],
  'IN-CH': ['04', 'Chandigarh'],
  'IN-UK': ['05', 'Uttarakhand'],
  'IN-UT': ['05', 'Uttarakhand'],
  'IN-HR': ['06', 'Haryana'],
  'IN-DL': ['07', 'Delhi'],
  'IN-RJ': ['08', 'Rajasthan'],
  'IN-UP': ['09', 'Uttar Pradesh'],
  'IN-BR': ['10', 'Bihar'],
  'IN-SK': ['11', 'Sikkim'],
  'IN-AR': ['12', 'Arunachal Pradesh'],
  'IN-NL': ['13', 'Nagaland'],
  'IN-MN': ['14', 'Manipur'],
  'IN-MZ': ['15', 'Mizoram'],
  'IN-TR': ['16', 'Tripura'],
  'IN-ML': ['17', 'Meghalaya'],
  'IN-AS': ['18', 'Assam'],
  'IN-WB': ['19', 'West Bengal'],
  'IN-JH': ['20', 'Jharkhand'],
  'IN-OD': ['21', 'Odisha'],
  'IN-OR': ['21', 'Odisha'],
  'IN-CG': ['22', 'Chhattisgarh'],
  'IN-CT': ['22', 'Chhattisgarh'],
  'IN-MP': ['23', 'Madhya Pradesh'],
  'IN-GJ': ['24', 'Gujarat'],
  'IN-DH': ['26', 'Dadra and Nagar Haveli and Daman and Diu'],
  'IN-MH': ['27', 'Maharashtra'],
  'IN-KA': ['29', 'Karnataka'],
  'IN-GA': ['30', 'Goa'],
  'IN-LD': ['31', 'Lakshadweep'],
  'IN-KL': ['32', 'Kerala'],
  'IN-TN': ['33', 'Tamil Nadu'],
  'IN-PY': ['34', 'Puducherry'],
  'IN-AN': ['35', 'Andaman and Nicobar Islands'],
  'IN-TS': ['36', 'Telangana'],
  'IN-TG': ['36', 'Telangana'],
  'IN-AP': ['37', 'Andhra Pradesh'],
  'IN-LA': ['38', 'Ladakh'],
};

/** @returns undefined for a state that the tax law has no code for. */
export function taxState(code: string): StateName | undefined {
  const entry = INDIA[code];
  return entry === undefined ? undefined : { taxCode: entry[0], name: entry[1] };
}
