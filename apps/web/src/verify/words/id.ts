import type { Words } from './words.ts';

export const id: Words = {
  language: 'Bahasa Indonesia',
  title: 'Periksa log publik dan serah terima',
  lead: 'Halaman ini bekerja tanpa jaringan. Yang Anda berikan tetap di perangkat ini.',
  keyTitle: 'Kunci catatan',
  keyHint:
    'Ambil dari tempat yang Anda percaya, bukan dari asal berkasnya. Setelah serah terima ada satu untuk tiap pemilik.',
  filesTitle: 'Yang diperiksa',
  filesHint:
    'Bukti satu entri, bukti terhadap sebuah log, seluruh folder log, atau catatan serah terima dengan dokumennya.',
  drop: 'Letakkan di sini, atau',
  chooseFile: 'Pilih berkas',
  chooseFolder: 'Pilih folder',
  given: (count) => `${count} dipilih`,
  more: 'Saksi dan checkpoint lama',
  witnessTitle: 'Kunci para saksi',
  witnessHint: 'Satu per baris. Anda akan diberi tahu siapa yang menandatangani, dan kapan.',
  olderTitle: 'Checkpoint lama',
  olderHint: 'Berkas yang Anda simpan dulu: dari situ terlihat apakah sejarah diubah.',
  chooseOlder: 'Pilih checkpoint lama',
  check: 'Periksa',
  checking: (done, of) => `${done} dari ${of} entri diperiksa`,
  keep: 'Simpan halaman ini sebagai berkas',
  proven: 'Terbukti',
  refuted: 'Tidak benar',
  unchecked: 'Tidak diperiksa',
  logProven: (origin, entries) =>
    `${origin} menandatangani catatan berisi ${entries} entri. Semuanya ada di sini, pada tempatnya.`,
  logMeans:
    'Tidak ada entri yang dapat diubah, disisipkan, atau dibuang tanpa menggagalkan pemeriksaan ini.',
  olderProven: (entries) =>
    `Catatan ini melanjutkan checkpoint lama berisi ${entries} entri: tidak ada yang diubah.`,
  entryProven: (origin, index, entries) =>
    `Entri ini ada di tempat ${index} dalam catatan ${entries} entri yang ditandatangani ${origin}.`,
  entryMeans: 'Pengelola catatan tidak dapat menyangkal entri ini atau mengubahnya kemudian.',
  entryTitle: 'Entri',
  twoHistories: (origin, older, newer) =>
    `${origin} menandatangani dua sejarah, ${older} dan ${newer} entri, yang tidak mungkin sama-sama benar.`,
  twoHistoriesMeans: 'Jangan percayai catatan ini. Siapa pun dapat memeriksa bukti ini.',
  cosigned: (name, when) => `${name} melihat catatan yang sama dan menandatanganinya pada ${when}.`,
  notCosigned: (name) => `${name} belum menandatanganinya.`,
  root: 'Akar pohon',
  where: 'Di mana',
  noKey: 'Ini bukan kunci catatan. Bentuknya nama+8 digit+kode panjang, dan setiap huruf berarti.',
  nothing:
    'Tidak ada yang dapat diperiksa di sini. Folder catatan berisi berkas bernama checkpoint.',
  limits:
    'Ini membuktikan apa yang ditandatangani dan bahwa itu tidak diubah. Ini tidak membuktikan bahwa semua yang terjadi dicatat.',
  faults: {
    notALog: 'Ini bukan berkas catatan publik, atau berkasnya rusak.',
    unsigned: 'Tidak ada yang menandatanganinya dengan kunci ini.',
    forged: 'Tanda tangannya tidak cocok: ada yang diubah setelah ditandatangani.',
    otherLog: 'Ini milik catatan lain, bukan milik kunci ini.',
    noEntry: 'Entri yang harus dibuktikan tidak ada di dalamnya.',
    otherEntry: 'Entri ini bukan yang ada di tempat itu dalam catatan.',
    noContradiction: 'Keduanya bisa benar: ini bukan bukti melawan catatan.',
    missing: 'Satu berkas catatan hilang.',
    damaged: 'Satu berkas catatan rusak.',
    changed: 'Entri-entrinya bukan yang ditandatangani: ada yang diubah.',
    takenAway: 'Catatan lebih pendek daripada checkpoint lama: entri dibuang.',
    rewritten: 'Catatan tidak melanjutkan checkpoint lama: sejarah diubah.',
    formerOwner:
      'Ini ditandatangani oleh pihak yang bukan lagi pemilik log ini, atau urutan pemiliknya tidak dapat dibuktikan.',
  },
  dealProven: (cell, acts) =>
    `Semua ${acts} tindakan kesepakatan atas ${cell} ditandatangani orang yang disebut di dalamnya, dan berurutan seperti ini.`,
  dealMeans:
    'Tak satu tindakan pun dapat diubah, dihilangkan, atau dipindah tanpa membuat pemeriksaan ini gagal.',
  dealEnd: {
    closed: 'Kesepakatan selesai.',
    aborted: 'Kesepakatan berakhir tanpa penjualan.',
    open: 'Kesepakatan belum selesai: ini keadaannya sejauh ini.',
  },
  dealOwners: (from, to) =>
    `Pemilik ${from} berakhir sebelum pemilik ${to} mulai: tak pernah dua pemilik.`,
  dealLogged: (count, of) => `${count} dari ${of} tindakan ada di log publik di bawah kunci Anda.`,
  dealNoKey:
    'Tanpa kunci log tidak diperiksa apakah tindakan ada di log publik. Berikan kuncinya di atas.',
  dealLast: (when) => `Tindakan terakhir bertanggal ${when}, menurut jam pemilik yang mencatatnya.`,
  dealSigners: 'Siapa menandatangani, dengan digest kuncinya',
  dealSides: {
    seller: 'penjual',
    bidder: 'penawar',
    region: 'pemerintah',
    export: 'pihak ekspor',
    mediator: 'perantara',
  },
  dealActs: (count) => `tindakan: ${count}`,
  dealDocument: (acts) => `Inilah dokumen yang disebut tindakan ini: ${acts}`,
  dealNoDocument: 'Tak ada tindakan kesepakatan ini yang menyebut berkas ini.',
  statementSigned: (names, bags) =>
    `Pernyataan sebuah paket (kantong: ${bags}), ditandatangani ${names}.`,
  statementUnsigned:
    'Pernyataan paket ini tak punya tanda tangan sah dari seseorang di kesepakatan.',
  dealHead: 'Digest tindakan terakhir',
  dealLimits:
    'Cocokkan digest kunci dengan orang-orang itu. Ini membuktikan siapa menandatangani apa dan dalam urutan apa. Ini tidak membuktikan bahwa aturan kesepakatan dipatuhi (npx jhalak handover yang menilainya), bahwa dokumen berkata benar, atau bahwa tak ada salinan di tempat lain.',
  dealFaults: {
    malformed: 'Sebuah tindakan dalam catatan ini rusak, atau bukan tindakan.',
    digest: 'Sebuah tindakan tak sesuai digestnya: ada yang diubah.',
    order:
      'Sebuah tindakan tak mengikuti yang sebelumnya: ada yang dihilangkan, ditambah, atau dipindah.',
    signer:
      'Sebuah tindakan ditandatangani dengan kunci yang bukan milik siapa pun di kesepakatan ini.',
    signature: 'Sebuah tanda tangan tak cocok: ada yang diubah setelah ditandatangani.',
    proof: 'Sebuah bukti tak menunjukkan bahwa tindakannya ada di log di bawah kunci ini.',
    owner: 'Seorang pemilik mulai padahal yang sebelumnya belum berakhir.',
  },
  dealAt: (seq) => `Tindakan ${seq}`,
};
