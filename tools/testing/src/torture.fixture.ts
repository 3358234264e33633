// Five hundred texts that break programs: conjuncts, joiners, vowel signs without a letter, both directions at once, emoji of
// many parts, letters under towers of marks, the same word composed and taken apart. Written by the makers of this project,
// not gathered; nobody who speaks these languages has looked at them.

/** Words as people write them, the hard ones of each script: conjuncts, split vowels, nuktas, chillus, joiners. */
const WORDS = [
  ...['विज्ञान', 'क्ष्म्य', 'राष्ट्र', 'ज़िन्दगी', 'कॅफ़े', 'र्‍याणी', 'र्क्त्य', 'हिन्दी', 'हिंदी', 'ॐ नमः'],
  ...['কৃষ্ণ', 'র‍্যাব', 'উৎসব', 'স্ত্রী', 'ক্ষ্ম', 'মৎস্য'],
  ...['অসমীয়া', 'ৰাষ্ট্ৰ', 'জ্ঞান'],
  ...['સંસ્કૃત', 'જ્ઞાન', 'ક્ષત્રિય', 'શ્રી'],
  ...['ਪੰਜਾਬੀ', 'ਸ਼੍ਰੀ', 'ਗੁਰਮੁਖੀ', 'ਜ਼ਿੰਦਗੀ'],
  ...['ଓଡ଼ିଆ', 'କୃଷ୍ଣ', 'ସ୍ତ୍ରୀ', 'ଜ୍ଞାନ'],
  ...['தமிழ்', 'ஸ்ரீ', 'க்ஷ', 'கொக்கோ', 'ஃபேஸ்புக்', 'கௌரவம்'],
  ...['క్రికెట్', 'స్త్రీ', 'కృష్ణ', 'జ్ఞానం', 'ర్యాలీ'],
  ...['ಕ್ರಿಕೆಟ್', 'ಸ್ತ್ರೀ', 'ರ‍್ಯಾಲಿ', 'ಕೃಷ್ಣ', 'ಜ್ಞಾನ'],
  ...['മലയാളം', 'അവൻ', 'അവന്‍', 'കൊച്ചി', 'സ്ത്രീ', 'ക്രിക്കറ്റ്', 'ൎയ്യ'],
  ...['اردو', 'پاکستان', 'کِتاب', 'می‌خواهم', 'ﷲ', 'لاہور', 'ﷺ'],
  ...['Ångström', 'naïve café', 'Straße', 'İstanbul', 'Dž', 'ﬁnd', 'Zoë', 'Việt Nam', 'fl‌uff'],
  ...[
    '日本語',
    '한국어',
    'ภาษาไทย',
    'မြန်မာ',
    'ខ្មែរ',
    'བོད་ཡིག',
    'ພາສາລາວ',
    'አማርኛ',
    'עברית',
    'Ελληνικά',
  ],
];

/** What is put around, into or after a word. */
const DEEDS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.normalize('NFD'),
  (word) => `#${word} और कुछ`,
  // Left to right and right to left in one line, with and without isolation; an override that is never ended.
  (word) => `abc \u2067${word}\u2069 123 ${word}`,
  (word) => `\u202e${word} abc`,
  // Within one word, and in a line of many.
  (word) => `${word}\u200d🌙${word}`,
  (word) => `${word} `.repeat(12).trimEnd(),
];

/** Whole texts: what stands alone. */
const ALONE = [
  // Emoji of many parts, flags, a flag without its second half, keycaps, tones, a joiner at the end.
  ...['👩‍👩‍👧‍👦', '🏳️‍🌈', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇮🇳', '🇮', '1️⃣', '👍🏽', '🧑🏿‍🚀', '👩‍', '❤️‍🔥', '🇮🇳🇮🇳🇮'],
  // Letters under towers of marks.
  `ज़${'\u0300\u0301\u0302'.repeat(40)}`,
  `Z${'\u030d\u0323'.repeat(60)}algo`,
  `क${'्क'.repeat(60)}`,
  `த${'ா'.repeat(80)}`,
  // Marks without a letter, joiners alone, spaces that are none, tags, a byte order mark, line and paragraph separators.
  ...[
    '\u093f',
    '\u200d',
    '\u200c\u200d\u200c',
    '\u2800',
    '\u3164',
    '\ufeffbom',
    'a\u2028b\u2029c',
    'soft\u00adhyphen',
  ],
  ...[
    'zero\u200bwidth',
    'word\u2060joiner',
    '\u{e0041}\u{e0042}',
    '\u180e',
    '\ufff9a\ufffab\ufffb',
    '\u034f',
  ],
  // Never-ending words, of one letter, of an address, of ideographs.
  'क'.repeat(300),
  'w'.repeat(300),
  `https://example.invalid/${'a'.repeat(200)}`,
  '語'.repeat(150),
  'ﷺ'.repeat(20),
  '﷽'.repeat(10),
  // What programs take for something else.
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE videos; --",
    '${7*7}{{7*7}}',
  ],
  ...[
    '%00%s%n',
    '\\u0041\\x41',
    '../../etc/passwd',
    'null',
    'undefined',
    'NaN',
    '-0',
    '1e309',
    '__proto__',
  ],
  ...[
    '{count, plural, other {x}}',
    '=1+1',
    '@SUM(A1)',
    '\ttabs\tand\r\nlines\n',
    ' leading',
    'trailing ',
    '&amp;&lt;',
  ],
  // Beyond the first plane, the last letters of planes that are letters, private use, what is no character.
  ...['𑄌𑄋𑄴𑄟𑄳𑄦', '𝕁𝕙𝕒𝕝𝕒𝕜', '𐍈', '\ue000', '\u{10fffd}', '\ufffe', '\uffff', '\u{1ffff}', '𠜎𠜱𠝹'],
  // Composed, taken apart, and looking like it.
  ...['é', 'e\u0301', 'ё', 'क़', 'क\u093c', '가', '가', 'Å', 'Å', 'ſ', 'K'],
  ...['аdmin', 'раypal', 'ｆｕｌｌｗｉｄｔｈ', 'ⓒⓘⓡⓒⓛⓔ', 'ᴀᴅᴍɪɴ', '0O0l1I'],
  ...['أَلْحَمْدُ', '\u0640\u0640\u0640', '١٢٣', '१२३', '௧௨௩', '൧൨൩', '½⅓Ⅳ', '²³'],
];

/** Unequal to each other, at most 300 UTF-16 units each, all well formed and without a null. */
export const TORTURE: readonly string[] = [
  ...new Set([...ALONE, ...WORDS.flatMap((word) => DEEDS.map((deed) => deed(word)))]),
].slice(0, 500);

/** What is no text: half a letter, letters in the wrong order, and the end of a string in C. */
export const NO_TEXTS = [
  '\ud83d',
  'a\udc00b',
  '\udc00\ud83d',
  `${'ab'.repeat(9)}\ud800`,
  'a\u0000b',
  '\u0000',
] as const;
