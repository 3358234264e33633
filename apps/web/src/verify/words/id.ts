import type { Words } from './words.ts';

export const id: Words = {
  language: 'Bahasa Indonesia',
  title: 'Periksa catatan publik',
  lead: 'Halaman ini bekerja tanpa jaringan. Yang Anda berikan tetap di perangkat ini.',
  keyTitle: 'Kunci catatan',
  keyHint: 'Ambil dari tempat yang Anda percaya, bukan dari asal berkasnya.',
  filesTitle: 'Yang diperiksa',
  filesHint: 'Bukti satu entri, bukti melawan sebuah catatan, atau seluruh folder catatan.',
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
};
