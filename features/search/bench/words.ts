// Words that sound alike all over South Asia: borrowed ones, names, dishes, feasts. Written by hand for this bench by its
// makers from how these languages write them, not by native speakers, and not by the code that is measured. Each row:
// spellings in Latin letters | mistyped ones | Devanagari | Tamil | Telugu | Bengali | Gujarati | Kannada | Malayalam |
// Gurmukhi | Odia | Urdu.

export const SCRIPTS = [
  'Deva',
  'Taml',
  'Telu',
  'Beng',
  'Gujr',
  'Knda',
  'Mlym',
  'Guru',
  'Orya',
  'Arab',
] as const;

/** Rules and weights were chosen while looking at these. */
const TUNING = `
cricket kriket | crickt crikcet | क्रिकेट | கிரிக்கெட் | క్రికెట్ | ক্রিকেট | ક્રિકેટ | ಕ್ರಿಕೆಟ್ | ക്രിക്കറ്റ് | ਕ੍ਰਿਕਟ | କ୍ରିକେଟ | کرکٹ
vigyan vijnan | vigyna vigayn | विज्ञान | விஞ்ஞானம் | విజ్ఞానం | বিজ্ঞান | વિજ્ઞાન | ವಿಜ್ಞಾನ | വിജ്ഞാനം | ਵਿਗਿਆਨ | ବିଜ୍ଞାନ | وگیان
biryani biriyani | biryanni biriany | बिरयानी | பிரியாணி | బిర్యానీ | বিরিয়ানি | બિરયાની | ಬಿರಿಯಾನಿ | ബിരിയാണി | ਬਿਰਿਆਨੀ | ବିରିୟାନୀ | بریانی
video vidio | vdieo viedo | वीडियो | வீடியோ | వీడియో | ভিডিও | વીડિયો | ವೀಡಿಯೊ | വീഡിയോ | ਵੀਡੀਓ | ଭିଡିଓ | ویڈیو
dance dans | dnace danec | डांस | டான்ஸ் | డాన్స్ | ডান্স | ડાન્સ | ಡ್ಯಾನ್ಸ್ | ഡാൻസ് | ਡਾਂਸ | ଡାନ୍ସ | ڈانس
mumbai mumbay | mumabi mubmai | मुंबई | மும்பை | ముంబై | মুম্বাই | મુંબઈ | ಮುಂಬೈ | മുംബൈ | ਮੁੰਬਈ | ମୁମ୍ବାଇ | ممبئی
chennai chenai | chennia cehnnai | चेन्नई | சென்னை | చెన్నై | চেন্নাই | ચેન્નઈ | ಚೆನ್ನೈ | ചെന്നൈ | ਚੇਨਈ | ଚେନ୍ନାଇ | چنئی
hyderabad haidarabad | hyderbad hyedrabad | हैदराबाद | ஹைதராபாத் | హైదరాబాద్ | হায়দরাবাদ | હૈદરાબાદ | ಹೈದರಾಬಾದ್ | ഹൈദരാബാദ് | ਹੈਦਰਾਬਾਦ | ହାଇଦ୍ରାବାଦ | حیدرآباد
diwali deewali | diwlai diwaly | दिवाली | திவாலி | దివాలీ | দিওয়ালি | દિવાલી | ದಿವಾಲಿ | ദിവാലി | ਦਿਵਾਲੀ | ଦିୱାଲି | دیوالی
ganesh ganesha | gnaesh ganseh | गणेश | கணேஷ் | గణేష్ | গণেশ | ગણેશ | ಗಣೇಶ | ഗണേഷ് | ਗਣੇਸ਼ | ଗଣେଶ | گنیش
yoga yog | yaoga yooga | योग | யோகா | యోగా | যোগা | યોગા | ಯೋಗ | യോഗ | ਯੋਗਾ | ଯୋଗ | یوگا
doctor daktar | docotr dotcor | डॉक्टर | டாக்டர் | డాక్టర్ | ডাক্তার | ડૉક્ટર | ಡಾಕ್ಟರ್ | ഡോക്ടർ | ਡਾਕਟਰ | ଡାକ୍ତର | ڈاکٹر
police pulis | polcie ploice | पुलिस | போலீஸ் | పోలీస్ | পুলিশ | પોલીસ | ಪೊಲೀಸ್ | പോലീസ് | ਪੁਲਿਸ | ପୋଲିସ | پولیس
train tren | trian tarin | ट्रेन | ட்ரெயின் | ట్రైన్ | ট্রেন | ટ્રેન | ಟ್ರೈನ್ | ട്രെയിൻ | ਟ੍ਰੇਨ | ଟ୍ରେନ | ٹرین
computer kampyutar | compuetr comptuer | कंप्यूटर | கம்ப்யூட்டர் | కంప్యూటర్ | কম্পিউটার | કમ્પ્યુટર | ಕಂಪ್ಯೂಟರ್ | കമ്പ്യൂട്ടർ | ਕੰਪਿਊਟਰ | କମ୍ପ୍ୟୁଟର | کمپیوٹر
mobile mobail | moblie mboile | मोबाइल | மொபைல் | మొబైల్ | মোবাইল | મોબાઇલ | ಮೊಬೈಲ್ | മൊബൈൽ | ਮੋਬਾਈਲ | ମୋବାଇଲ | موبائل
selfie selfi | slefie seflie | सेल्फी | செல்ஃபி | సెల్ఫీ | সেলফি | સેલ્ફી | ಸೆಲ್ಫಿ | സെൽഫി | ਸੈਲਫੀ | ସେଲଫି | سیلفی
masala masaala | maslaa msaala | मसाला | மசாலா | మసాలా | মসলা | મસાલા | ಮಸಾಲ | മസാല | ਮਸਾਲਾ | ମସଲା | مسالا
samosa samosaa | smaosa samsoa | समोसा | சமோசா | సమోసా | সমোসা | સમોસા | ಸಮೋಸ | സമോസ | ਸਮੋਸਾ | ସମୋସା | سموسہ
paneer panir | panere pnaeer | पनीर | பன்னீர் | పనీర్ | পনির | પનીર | ಪನೀರ್ | പനീർ | ਪਨੀਰ | ପନୀର | پنیر
guitar gitar | guiatr gutiar | गिटार | கிட்டார் | గిటార్ | গিটার | ગિટાર | ಗಿಟಾರ್ | ഗിറ്റാർ | ਗਿਟਾਰ | ଗିଟାର | گٹار
football futbol | footabll footbal | फुटबॉल | ஃபுட்பால் | ఫుట్‌బాల్ | ফুটবল | ફૂટબોલ | ಫುಟ್‌ಬಾಲ್ | ഫുട്ബോൾ | ਫੁੱਟਬਾਲ | ଫୁଟବଲ | فٹبال
hockey haki | hcokey hokcey | हॉकी | ஹாக்கி | హాకీ | হকি | હોકી | ಹಾಕಿ | ഹോക്കി | ਹਾਕੀ | ହକି | ہاکی
college kalej | colelge colege | कॉलेज | காலேஜ் | కాలేజ్ | কলেজ | કોલેજ | ಕಾಲೇಜ್ | കോളേജ് | ਕਾਲਜ | କଲେଜ | کالج
school iskul | shcool scohol | स्कूल | ஸ்கூல் | స్కూల్ | স্কুল | સ્કૂલ | ಸ್ಕೂಲ್ | സ്കൂൾ | ਸਕੂਲ | ସ୍କୁଲ | سکول
rajinikanth rajnikant | rajinikatnh rajniaknth | रजनीकांत | ரஜினிகாந்த் | రజినీకాంత్ | রজনীকান্ত | રજનીકાંત | ರಜನಿಕಾಂತ್ | രജനികാന്ത് | ਰਜਨੀਕਾਂਤ | ରଜନୀକାନ୍ତ | رجنیکانت
virat viraat | virta vriat | विराट | விராட் | విరాట్ | বিরাট | વિરાટ | ವಿರಾಟ್ | വിരാട് | ਵਿਰਾਟ | ବିରାଟ | ویرات
sachin sacin | sahcin sacihn | सचिन | சச்சின் | సచిన్ | শচীন | સચિન | ಸಚಿನ್ | സച്ചിൻ | ਸਚਿਨ | ସଚିନ | سچن
kashmir kashmeer | kashmri kahsmir | कश्मीर | காஷ்மீர் | కాశ్మీర్ | কাশ্মীর | કાશ્મીર | ಕಾಶ್ಮೀರ | കാശ്മീർ | ਕਸ਼ਮੀਰ | କାଶ୍ମୀର | کشمیر
punjab panjab | pnujab punajb | पंजाब | பஞ்சாப் | పంజాబ్ | পাঞ্জাব | પંજાબ | ಪಂಜಾಬ್ | പഞ്ചാബ് | ਪੰਜਾਬ | ପଞ୍ଜାବ | پنجاب
kerala keral | kreala kerlaa | केरल | கேரளா | కేరళ | কেরালা | કેરળ | ಕೇರಳ | കേരള | ਕੇਰਲਾ | କେରଳ | کیرالا
gujarat gujrat | gujarta gjuarat | गुजरात | குஜராத் | గుజరాత్ | গুজরাট | ગુજરાત | ಗುಜರಾತ್ | ഗുജറാത്ത് | ਗੁਜਰਾਤ | ଗୁଜୁରାଟ | گجرات
`;

/** Nothing was chosen by these. */
const HELD_OUT = `
camera kemra | camrea caemra | कैमरा | கேமரா | కెమెరా | ক্যামেরা | કેમેરા | ಕ್ಯಾಮೆರಾ | ക്യാമറ | ਕੈਮਰਾ | କ୍ୟାମେରା | کیمرا
station isteshan | staiton statoin | स्टेशन | ஸ்டேஷன் | స్టేషన్ | স্টেশন | સ્ટેશન | ಸ್ಟೇಷನ್ | സ്റ്റേഷൻ | ਸਟੇਸ਼ਨ | ଷ୍ଟେସନ | سٹیشن
ticket tikat | tiketc tikcet | टिकट | டிக்கெட் | టికెట్ | টিকিট | ટિકિટ | ಟಿಕೆಟ್ | ടിക്കറ്റ് | ਟਿਕਟ | ଟିକେଟ | ٹکٹ
hotel hotal | hotle htoel | होटल | ஹோட்டல் | హోటల్ | হোটেল | હોટેલ | ಹೋಟೆಲ್ | ഹോട്ടൽ | ਹੋਟਲ | ହୋଟେଲ | ہوٹل
market markit | makret markte | मार्केट | மார்க்கெட் | మార్కెట్ | মার্কেট | માર્કેટ | ಮಾರ್ಕೆಟ್ | മാർക്കറ്റ് | ਮਾਰਕੀਟ | ମାର୍କେଟ | مارکیٹ
coffee kafi | cofee coffe | कॉफी | காபி | కాఫీ | কফি | કોફી | ಕಾಫಿ | കോഫി | ਕੌਫੀ | କଫି | کافی
chocolate choklet | choclate chocoalte | चॉकलेट | சாக்லேட் | చాక్లెట్ | চকলেট | ચોકલેટ | ಚಾಕೊಲೇಟ್ | ചോക്ലേറ്റ് | ਚਾਕਲੇਟ | ଚକୋଲେଟ | چاکلیٹ
halwa halva | hlawa halaw | हलवा | ஹல்வா | హల్వా | হালুয়া | હલવો | ಹಲ್ವಾ | ഹൽവ | ਹਲਵਾ | ହାଲୁଆ | حلوہ
kabab kebab | kbaab kabba | कबाब | கபாப் | కబాబ్ | কাবাব | કબાબ | ಕಬಾಬ್ | കബാബ് | ਕਬਾਬ | କବାବ | کباب
dosa dosai | doas dsoa | डोसा | தோசை | దోస | দোসা | ઢોસા | ದೋಸೆ | ദോശ | ਡੋਸਾ | ଦୋସା | ڈوسا
holi holy | hloi hoil | होली | ஹோலி | హోలీ | হোলি | હોળી | ಹೋಳಿ | ഹോളി | ਹੋਲੀ | ହୋଲି | ہولی
ramayan ramayana | ramaayn rmaayan | रामायण | ராமாயணம் | రామాయణం | রামায়ণ | રામાયણ | ರಾಮಾಯಣ | രാമായണം | ਰਾਮਾਇਣ | ରାମାୟଣ | رامائن
krishna krishn | krihsna krisnha | कृष्ण | கிருஷ்ணா | కృష్ణ | কৃষ্ণ | કૃષ્ણ | ಕೃಷ್ಣ | കൃഷ്ണ | ਕ੍ਰਿਸ਼ਨ | କୃଷ୍ଣ | کرشن
lakshmi laxmi | laskhmi lakhsmi | लक्ष्मी | லட்சுமி | లక్ష్మి | লক্ষ্মী | લક્ષ્મી | ಲಕ್ಷ್ಮಿ | ലക്ഷ്മി | ਲਕਸ਼ਮੀ | ଲକ୍ଷ୍ମୀ | لکشمی
bollywood balivud | bolywood bollwyood | बॉलीवुड | பாலிவுட் | బాలీవుడ్ | বলিউড | બોલીવુડ | ಬಾಲಿವುಡ್ | ബോളിവുഡ് | ਬਾਲੀਵੁੱਡ | ବଲିଉଡ | بالی ووڈ
cinema sinema | cinmea ciinema | सिनेमा | சினிமா | సినిమా | সিনেমা | સિનેમા | ಸಿನಿಮಾ | സിനിമ | ਸਿਨੇਮਾ | ସିନେମା | سنیما
sangeet sangit | sangete snageet | संगीत | சங்கீதம் | సంగీతం | সঙ্গীত | સંગીત | ಸಂಗೀತ | സംഗീതം | ਸੰਗੀਤ | ସଙ୍ଗୀତ | سنگیت
kavita kavitha | kaivta kvaita | कविता | கவிதை | కవిత | কবিতা | કવિતા | ಕವಿತೆ | കവിത | ਕਵਿਤਾ | କବିତା | کویتا
delhi dilli | dehli delih | दिल्ली | டெல்லி | ఢిల్లీ | দিল্লি | દિલ્હી | ದೆಹಲಿ | ഡൽഹി | ਦਿੱਲੀ | ଦିଲ୍ଲୀ | دہلی
kolkata kolkatta | kolakta koklata | कोलकाता | கொல்கத்தா | కోల్‌కతా | কলকাতা | કોલકાતા | ಕೋಲ್ಕತ್ತಾ | കൊൽക്കത്ത | ਕੋਲਕਾਤਾ | କୋଲକାତା | کولکاتا
bengaluru bangalore | bengalruu bengauluru | बेंगलुरु | பெங்களூரு | బెంగళూరు | বেঙ্গালুরু | બેંગલુરુ | ಬೆಂಗಳೂರು | ബെംഗളൂരു | ਬੈਂਗਲੁਰੂ | ବେଙ୍ଗାଲୁରୁ | بنگلورو
jaipur jaypur | jaiprur jaipru | जयपुर | ஜெய்ப்பூர் | జైపూర్ | জয়পুর | જયપુર | ಜೈಪುರ | ജയ്പൂർ | ਜੈਪੁਰ | ଜୟପୁର | جے پور
himalaya himalay | hiamlaya himlaaya | हिमालय | இமயமலை | హిమాలయ | হিমালয় | હિમાલય | ಹಿಮಾಲಯ | ഹിമാലയ | ਹਿਮਾਲਿਆ | ହିମାଳୟ | ہمالیہ
tendulkar tendulker | tendlukar tednulkar | तेंदुलकर | டெண்டுல்கர் | టెండూల్కర్ | তেন্ডুলকর | તેંડુલકર | ತೆಂಡೂಲ್ಕರ್ | ടെണ്ടുൽക്കർ | ਤੇਂਦੁਲਕਰ | ତେନ୍ଦୁଲକର | ٹنڈولکر
rahman rehman | rahmna rhaman | रहमान | ரஹ்மான் | రెహమాన్ | রহমান | રહેમાન | ರೆಹಮಾನ್ | റഹ്മാൻ | ਰਹਿਮਾਨ | ରହମାନ | رحمان
deepika dipika | depeika deepkia | दीपिका | தீபிகா | దీపిక | দীপিকা | દીપિકા | ದೀಪಿಕಾ | ദീപിക | ਦੀਪਿਕਾ | ଦୀପିକା | دیپیکا
corona korona | coroan cornoa | कोरोना | கொரோனா | కరోనా | করোনা | કોરોના | ಕೊರೋನಾ | കൊറോണ | ਕੋਰੋਨਾ | କରୋନା | کورونا
hospital haspatal | hosptial hopsital | हॉस्पिटल | ஹாஸ்பிடல் | హాస్పిటల్ | হাসপাতাল | હોસ્પિટલ | ಹಾಸ್ಪಿಟಲ್ | ഹോസ്പിറ്റൽ | ਹਸਪਤਾਲ | ହସ୍ପିଟାଲ | ہسپتال
makeup mekap | makuep mkaeup | मेकअप | மேக்கப் | మేకప్ | মেকআপ | મેકઅપ | ಮೇಕಪ್ | മേക്കപ്പ് | ਮੇਕਅੱਪ | ମେକଅପ | میک اپ
whatsapp vatsap | whatsap whastapp | व्हाट्सएप | வாட்ஸ்அப் | వాట్సాప్ | হোয়াটসঅ্যাপ | વોટ્સએપ | ವಾಟ್ಸಾಪ್ | വാട്സാപ്പ് | ਵਟਸਐਪ | ହ୍ୱାଟସଆପ | واٹس ایپ
instagram instagraam | instgaram instargam | इंस्टाग्राम | இன்ஸ்டாகிராம் | ఇన్‌స్టాగ్రామ్ | ইনস্টাগ্রাম | ઇન્સ્ટાગ્રામ | ಇನ್‌ಸ್ಟಾಗ್ರಾಮ್ | ഇൻസ്റ്റാഗ്രാം | ਇੰਸਟਾਗ੍ਰਾਮ | ଇନଷ୍ଟାଗ୍ରାମ | انسٹاگرام
jasmine jasmin | jsamine jasmnie | जैस्मिन | ஜாஸ்மின் | జాస్మిన్ | জেসমিন | જાસ્મિન | ಜಾಸ್ಮಿನ್ | ജാസ്മിൻ | ਜੈਸਮੀਨ | ଜାସ୍ମିନ | جیسمین
`;

/** A word as ten scripts and Latin letters write it. */
export interface Concept {
  half: 'tuning' | 'held out';
  latin: readonly string[];
  mistyped: readonly string[];
  /** In the order of SCRIPTS. */
  written: readonly string[];
}

/** @returns every row. @throws Error for one that lacks a column. */
export function concepts(): Concept[] {
  return [...rowsOf(TUNING, 'tuning'), ...rowsOf(HELD_OUT, 'held out')];
}

function rowsOf(table: string, half: Concept['half']): Concept[] {
  const lines = table.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [latin = '', mistyped = '', ...written] = line.split('|').map((cell) => cell.trim());
    if (written.length !== SCRIPTS.length) throw new Error(`a row lacks a script: ${line}`);
    return { half, latin: latin.split(' '), mistyped: mistyped.split(' '), written };
  });
}
