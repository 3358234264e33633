// Invented weather and nature, self-written. No real place, person or company is meant.

import type { SampleStory } from '../press-types.ts';

export const WEATHER: readonly SampleStory[] = [
  {
    id: 'sarani-flood',
    hoursAgo: 5,
    category: 'Weather',
    picture: 'flood',
    alternative: 'Houses and trees stand in flood water while a boat passes in the rain',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'River Sarani leaves its banks at Ambapur, 400 people moved',
        text: [
          'The river Sarani rose by two metres overnight and flooded the lower half of Ambapur on Monday, the town council said.',
          '400 people were moved to two schools on the hill. No one was hurt, and the water had begun to fall by noon.',
          'Boats carried rice and drinking water to 60 houses that can no longer be reached by road. The bridge to the market stays closed until engineers have looked at its piers.',
        ],
      },
      {
        paper: 'path',
        after: 70,
        title: 'सारणी नदी उफान पर, अंबापुर में 650 लोग सुरक्षित जगह पहुँचाए गए',
        text: [
          'अंबापुर में सारणी नदी का पानी रात भर में दो मीटर बढ़ गया और शहर का निचला हिस्सा डूब गया।',
          'जिला अधिकारी ने बताया कि 650 लोगों को पहाड़ी पर बने स्कूलों में पहुँचाया गया है। किसी के घायल होने की खबर नहीं है।',
          'नावों से 60 घरों तक चावल और पीने का पानी भेजा जा रहा है। बाज़ार का पुल जाँच होने तक बंद रहेगा।',
        ],
      },
      {
        paper: 'wave',
        after: 110,
        title: 'சாரணி ஆற்றில் வெள்ளம்: அம்பாபூரில் 400 பேர் வெளியேற்றம்',
        text: [
          'அம்பாபூரில் சாரணி ஆறு ஒரே இரவில் இரண்டு மீட்டர் உயர்ந்து, நகரின் தாழ்வான பகுதிகளில் வெள்ளம் புகுந்தது.',
          '400 பேர் மலைமேல் உள்ள இரண்டு பள்ளிகளுக்கு அழைத்துச் செல்லப்பட்டனர் என்று நகர மன்றம் தெரிவித்தது. யாருக்கும் காயம் இல்லை.',
          'சாலை வழியாகச் செல்ல முடியாத 60 வீடுகளுக்குப் படகுகளில் அரிசியும் குடிநீரும் கொண்டு செல்லப்பட்டன.',
        ],
      },
      {
        paper: 'light',
        after: 150,
        title: 'సారణి నదికి వరద: అంబాపురంలో 650 మంది తరలింపు',
        text: [
          'సారణి నది రాత్రికి రాత్రే రెండు మీటర్లు పెరగడంతో అంబాపురం పల్లపు ప్రాంతాలు నీట మునిగాయి.',
          '650 మందిని కొండపై ఉన్న పాఠశాలలకు తరలించినట్లు జిల్లా అధికారి చెప్పారు. ఎవరికీ గాయాలు కాలేదు.',
          'రోడ్డు మార్గం లేని 60 ఇళ్లకు పడవల్లో బియ్యం, తాగునీరు పంపిస్తున్నారు.',
        ],
      },
    ],
  },
  {
    id: 'monsoon-arrives',
    hoursAgo: 22,
    category: 'Weather',
    picture: 'rainTown',
    alternative: 'சாலையில் வண்ணக் குடைகளுடன் மக்கள் மழையில் நடக்கிறார்கள்',
    reports: [
      {
        paper: 'wave',
        after: 0,
        title: 'நீலம் துறைமுகத்தில் பருவமழை நான்கு நாள் முன்னதாகத் தொடங்கியது',
        text: [
          'நீலம் துறைமுக நகரில் பருவமழை ஞாயிற்றுக்கிழமை தொடங்கியது. இது வழக்கத்தைவிட நான்கு நாள் முன்னதாகும் என்று வானிலை நிலையம் கூறியது.',
          'முதல் நாளில் 62 மில்லிமீட்டர் மழை பதிவானது. அடுத்த மூன்று நாட்களுக்கு மழை தொடரும்.',
          'மீனவர்கள் புதன்கிழமை வரை கடலுக்குச் செல்ல வேண்டாம் என்று கேட்டுக்கொள்ளப்பட்டுள்ளனர்.',
        ],
      },
      {
        paper: 'gazette',
        after: 45,
        title: 'Monsoon reaches Port Nilam four days early',
        text: [
          'The monsoon reached Port Nilam on Sunday, four days earlier than usual, the weather station said.',
          '62 millimetres of rain fell on the first day, and three more wet days are expected. Umbrella sellers near the clock tower had sold out by noon.',
          'Fishers have been asked to stay ashore until Wednesday.',
        ],
      },
      {
        paper: 'light',
        after: 90,
        title: 'నీలం రేవుకు నాలుగు రోజుల ముందే రుతుపవనాలు',
        text: [
          'నీలం రేవు పట్టణానికి రుతుపవనాలు ఆదివారం చేరుకున్నాయి. ఇది సాధారణం కంటే నాలుగు రోజులు ముందు అని వాతావరణ కేంద్రం తెలిపింది.',
          'మొదటి రోజే 62 మిల్లీమీటర్ల వర్షం కురిసింది. మరో మూడు రోజులు వానలు కొనసాగుతాయి.',
          'మత్స్యకారులు బుధవారం వరకు వేటకు వెళ్లవద్దని సూచించారు.',
        ],
      },
    ],
  },
  {
    id: 'cyclone-warning',
    hoursAgo: 3,
    category: 'Weather',
    picture: 'lighthouse',
    alternative: 'A lighthouse shines over high waves while lightning strikes',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Storm Tamara nears the coast with winds of 120 km/h',
        text: [
          'Storm Tamara will reach the coast near Port Nilam on Tuesday evening with winds of 120 kilometres an hour, the weather service said.',
          'Trains on the coast line stop at noon, and 38 shelters have been opened.',
          'Waves of up to five metres are expected. People within one kilometre of the sea should leave their houses by 4 pm.',
        ],
      },
      {
        paper: 'courier',
        after: 40,
        title: 'Port Nilam opens 38 shelters before storm Tamara, winds may reach 140 km/h',
        text: [
          'Port Nilam opened 38 shelters on Tuesday as storm Tamara came closer. The harbour master expects gusts of 140 kilometres an hour at the pier.',
          'The last coast train leaves at noon. Buses will carry people inland free of charge until 4 pm.',
          'Boats were pulled up to the market street, where children painted the names of the storm’s cousins on their hulls.',
        ],
      },
      {
        paper: 'wave',
        after: 60,
        title: 'தமரா புயல் நெருங்குகிறது: நீலம் துறைமுகத்தில் 38 முகாம்கள்',
        text: [
          'தமரா புயல் செவ்வாய் மாலை நீலம் துறைமுகம் அருகே கரையைக் கடக்கும் என்று டைட்பூல் வயர் தகவலின்படி தெரிகிறது.',
          'காற்றின் வேகம் மணிக்கு 120 கிலோமீட்டராக இருக்கும். 38 முகாம்கள் திறக்கப்பட்டுள்ளன.',
          'கடலுக்கு ஒரு கிலோமீட்டருக்குள் வசிப்பவர்கள் மாலை நான்கு மணிக்குள் வெளியேற வேண்டும்.',
        ],
      },
      {
        paper: 'kite',
        after: 95,
        title: 'Badai Tamara mendekat, 38 tempat pengungsian dibuka',
        text: [
          'Badai Tamara diperkirakan mencapai pantai dekat Port Nilam pada Selasa sore dengan angin 120 kilometer per jam, menurut Tidepool Wire.',
          'Sebanyak 38 tempat pengungsian sudah dibuka dan kereta pesisir berhenti mulai tengah hari.',
          'Gelombang bisa mencapai lima meter.',
        ],
      },
    ],
  },
  {
    id: 'heat-wave',
    hoursAgo: 28,
    category: 'Weather',
    picture: 'heat',
    alternative: 'तेज धूप में सूखी ज़मीन, एक घड़ा और सूखा पेड़',
    reports: [
      {
        paper: 'path',
        after: 0,
        title: 'रेतपुर में पारा 47 डिग्री के पार, स्कूल तीन दिन बंद',
        text: [
          'रेतपुर में रविवार को तापमान 47.5 डिग्री रहा, जो इस साल का सबसे ऊँचा है।',
          'स्कूल तीन दिन बंद रहेंगे और दोपहर 12 से 4 बजे तक निर्माण का काम रोक दिया गया है।',
          'नगर पालिका ने 120 जगहों पर मिट्टी के घड़ों में ठंडा पानी रखवाया है।',
        ],
      },
      {
        paper: 'gazette',
        after: 120,
        title: 'Retpur closes schools for three days as heat passes 46 degrees',
        text: [
          'Schools in Retpur stay closed for three days after the thermometer at the airport showed 46 degrees on Sunday.',
          'Building work stops between noon and 4 pm. The city has put clay pots with cool water at 120 street corners.',
          'Doctors ask people to drink before they are thirsty and to look in on older neighbours.',
        ],
      },
      {
        paper: 'light',
        after: 180,
        title: 'రేత్‌పూర్‌లో 47.5 డిగ్రీల ఎండ, మూడు రోజులు బడులకు సెలవు',
        text: [
          'రేత్‌పూర్‌లో ఆదివారం ఉష్ణోగ్రత 47.5 డిగ్రీలకు చేరింది. ఈ ఏడాది ఇదే అత్యధికం.',
          'మూడు రోజుల పాటు పాఠశాలలు మూసివేస్తారు. మధ్యాహ్నం 12 నుంచి 4 గంటల వరకు నిర్మాణ పనులు ఆపేశారు.',
          '120 చోట్ల మట్టి కుండల్లో చల్లని నీరు ఉంచారు.',
        ],
      },
    ],
  },
  {
    id: 'turtle-nests',
    hoursAgo: 40,
    category: 'Science',
    picture: 'turtle',
    alternative: 'Seekor penyu berjalan ke laut pada malam terang bulan',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Pantai Kelimara mencatat 1.840 sarang penyu, terbanyak dalam 15 tahun',
        text: [
          'Relawan menghitung 1.840 sarang penyu di Pantai Kelimara tahun ini, jumlah terbanyak dalam 15 tahun.',
          'Lampu di sepanjang pantai dimatikan selama tiga bulan agar tukik menemukan jalan ke laut.',
          'Penghitungan berikutnya dilakukan pada bulan Maret.',
        ],
      },
      {
        paper: 'courier',
        after: 200,
        title: 'Kelimara beach counts 1,840 turtle nests, the most in 15 years',
        text: [
          'Volunteers counted 1,840 turtle nests on Kelimara beach this season, the most in 15 years.',
          'Hotels switched off the lights that face the sea for three months, so that hatchlings find the water by the moon.',
          'The count was made by 220 people who walked the beach every night in pairs.',
        ],
      },
    ],
  },
  {
    id: 'reef-recovers',
    hoursAgo: 60,
    category: 'Science',
    picture: 'reef',
    alternative: 'Ikan jingga berenang di atas karang warna-warni',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Karang di Teluk Rembana pulih, tutupan hidup naik jadi 41 persen',
        text: [
          'Tutupan karang hidup di Teluk Rembana naik dari 18 menjadi 41 persen dalam enam tahun, kata pusat penelitian laut setempat.',
          'Nelayan setuju tidak menjala di dua zona, dan 9.000 potongan karang ditanam kembali.',
          'Jumlah ikan kakap di sekitar zona itu naik dua kali lipat.',
        ],
      },
      {
        paper: 'gazette',
        after: 260,
        title: 'Coral in Rembana Bay comes back to 41 per cent after six years of care',
        text: [
          'Living coral covers 41 per cent of the reef in Rembana Bay, up from 18 per cent six years ago, the marine station said.',
          'Fishers agreed to leave two zones alone, and divers planted 9,000 pieces of coral.',
          'Snappers near the zones have doubled, which is why other villages now ask for zones of their own.',
        ],
      },
      {
        paper: 'wave',
        after: 330,
        title: 'ரெம்பனா விரிகுடாவில் பவளப்பாறை மீண்டது',
        text: [
          'ரெம்பனா விரிகுடாவில் உயிருள்ள பவளம் ஆறு ஆண்டுகளில் 18 சதவீதத்தில் இருந்து 41 சதவீதமாக உயர்ந்துள்ளது.',
          'மீனவர்கள் இரண்டு பகுதிகளில் வலை வீசுவதில்லை என ஒப்புக்கொண்டனர். 9,000 பவளத் துண்டுகள் நடப்பட்டன.',
        ],
      },
    ],
  },
  {
    id: 'elephant-count',
    hoursAgo: 34,
    category: 'Science',
    picture: 'elephants',
    alternative: 'Elephants cross a plain at sunset',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'Elephant count in the Tarang hills finds 312 animals',
        text: [
          'The yearly count in the Tarang hills found 312 elephants, 27 more than last year, the forest office said.',
          'Counters sat at 140 water holes for two nights. 41 of the animals are calves.',
          'The office wants to keep two village roads closed at night, because most herds cross them after ten.',
        ],
      },
      {
        paper: 'path',
        after: 130,
        title: 'तरंग पहाड़ियों में 298 हाथी गिने गए',
        text: [
          'तरंग पहाड़ियों में सालाना गिनती में 298 हाथी मिले, एक स्थानीय संस्था ने बताया। वन कार्यालय की अंतिम संख्या अलग हो सकती है।',
          'गिनती करने वाले दो रात 140 तालाबों के पास बैठे। इनमें 41 बच्चे हैं।',
        ],
      },
      {
        paper: 'light',
        after: 170,
        title: 'తరంగ్ కొండల్లో 312 ఏనుగులు',
        text: [
          'తరంగ్ కొండల్లో జరిగిన వార్షిక గణనలో 312 ఏనుగులు కనిపించాయని అటవీ కార్యాలయం తెలిపింది. గత ఏడాది కంటే ఇవి 27 ఎక్కువ.',
          'రెండు రాత్రులు 140 నీటి గుంటల వద్ద లెక్కించారు. వాటిలో 41 గున్నలు ఉన్నాయి.',
        ],
      },
    ],
  },
  {
    id: 'volcano-ash',
    hoursAgo: 8,
    category: 'World',
    picture: 'volcano',
    alternative: 'Gunung api mengeluarkan abu di atas sawah',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Gunung Gelora semburkan abu setinggi 4 kilometer',
        text: [
          'Gunung Gelora menyemburkan abu setinggi 4 kilometer pada Selasa pagi, kata pos pengamatan.',
          'Warga dalam jarak 5 kilometer diminta menjauh. Sebanyak 1.200 orang mengungsi ke balai desa.',
          'Bandara Kota Rindang ditutup sampai pukul 18.00.',
        ],
      },
      {
        paper: 'wire',
        after: 25,
        title: 'Mount Gelora sends ash 6 kilometres high, airport closed',
        text: [
          'Mount Gelora sent ash 6 kilometres into the air on Tuesday morning, pilots reported.',
          'The airport of Kota Rindang is closed until 6 pm and 32 flights were cancelled. 1,200 people left villages within 5 kilometres of the crater.',
        ],
      },
      {
        paper: 'gazette',
        after: 70,
        title: 'Ash from Mount Gelora closes airport, 1,200 leave their villages',
        text: [
          'Ash rose 6 kilometres above Mount Gelora, according to Tidepool Wire, and closed the airport of Kota Rindang for the day.',
          '1,200 people spent the morning in village halls. Farmers covered young rice with cloth.',
        ],
      },
      {
        paper: 'path',
        after: 100,
        title: 'गेलोरा ज्वालामुखी से राख, 32 उड़ानें रद्द',
        text: [
          'टाइडपूल वायर के अनुसार गेलोरा पर्वत से राख 6 किलोमीटर ऊपर तक उठी और कोटा रिंदांग का हवाई अड्डा शाम 6 बजे तक बंद है।',
          '32 उड़ानें रद्द हुईं और 1,200 लोग अपने गाँव छोड़कर गए।',
        ],
      },
    ],
  },
];
