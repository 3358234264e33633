import type { PageTexts } from './text-types.ts';

export const ID: PageTexts = {
  title: 'Data Anda',
  madeOn: 'Dibuat pada',
  intro:
    'Inilah semua yang disimpan Jhalak tentang Anda, seperti adanya pada hari itu. Buka halaman ini kapan saja: tidak perlu jaringan.',
  private:
    'Isinya tentang Anda. Simpan seperti surat pribadi, dan berikan hanya kepada orang yang Anda percaya.',
  clipsTitle: 'Klip Anda',
  clipsNone: 'Anda belum menerbitkan klip.',
  clipsMore: 'ditampilkan di sini; semuanya ada di folder clips.',
  openFile: 'Buka klip',
  notIncluded: {
    withheld: 'Tidak disertakan: ditahan oleh perintah hukum.',
    removed: 'Tidak disertakan: dihapus dan tidak boleh diberikan kepada siapa pun.',
    too_large: 'Tidak disertakan: arsip akan terlalu besar.',
    gone: 'Tidak disertakan: sudah tidak disimpan.',
    damaged: 'Tidak disertakan: berkasnya rusak atau hilang di Jhalak.',
  },
  lost: {
    original: 'Berkas seperti yang Anda kirim rusak atau hilang di Jhalak, dan tidak disertakan.',
    encoding: 'Salah satu versinya rusak atau hilang di Jhalak, dan tidak disertakan.',
    picture: 'Gambarnya rusak atau hilang di Jhalak.',
  },
  lostFiles: 'Berkas yang rusak atau hilang di Jhalak dan tidak disertakan:',
  filesTitle: 'Isinya',
  file: 'Berkas',
  holds: 'Apa isinya',
  rows: 'Entri',
  leftOutTitle: 'Yang tidak ada di dalamnya',
  leftOut:
    'Kata sandi dan kunci, hal yang menyebut orang lain, dan catatan yang hanya berguna bagi mesin. README.txt menyebut masing-masing dengan alasannya, dan arti setiap nama dalam berkas (dalam bahasa Inggris).',
  checkTitle: 'Apakah lengkap?',
  check: 'SHA256SUMS mendaftar setiap berkas. Di komputer, jalankan: sha256sum -c SHA256SUMS',
  files: {
    profile: { title: 'Profil', what: 'Nama, bahasa, kelompok umur, dan izin Anda hari ini' },
    clips: { title: 'Klip', what: 'Yang Anda terbitkan dan tulis tentangnya' },
    subtitles: {
      title: 'Teks terjemahan',
      what: 'Yang Anda tulis di bawah klip Anda, beserta waktunya',
    },
    comments: { title: 'Komentar', what: 'Komentar dan balasan yang Anda tulis' },
    'comment-likes': { title: 'Komentar yang disukai', what: 'Komentar yang Anda sukai' },
    'comment-mentions': { title: 'Sebutan', what: 'Komentar orang lain yang menyebut Anda' },
    'comment-settings': {
      title: 'Komentar pada klip Anda',
      what: 'Siapa boleh berkomentar, dan kata mana yang menunggu Anda',
    },
    'comment-clips': {
      title: 'Komentar pada satu klip',
      what: 'Yang Anda tentukan tentang komentar pada satu klip Anda',
    },
    grievances: {
      title: 'Keluhan',
      what: 'Yang Anda adukan kepada petugas pengaduan, dan jawabannya',
    },
    appeals: { title: 'Banding', what: 'Jawaban Anda ketika komentar Anda dihapus' },
    likes: { title: 'Suka', what: 'Klip yang Anda sukai' },
    follows: { title: 'Mengikuti', what: 'Orang yang Anda ikuti' },
    inbox: { title: 'Kotak masuk', what: 'Yang diberitahukan kepada Anda, per hari' },
    'inbox-settings': {
      title: 'Setelan kotak masuk',
      what: 'Apa yang ingin diberitahukan kepada Anda',
    },
    followers: { title: 'Pengikut', what: 'Sejak kapan orang mengikuti Anda, tanpa nama' },
    'follow-requests': {
      title: 'Permintaan mengikuti',
      what: 'Sejak kapan orang menunggu untuk mengikuti Anda, tanpa nama',
    },
    'asked-to-follow': {
      title: 'Diminta untuk diikuti',
      what: 'Akun privat yang Anda minta ikuti',
    },
    'kept-away': { title: 'Diblokir dan dibisukan', what: 'Orang yang Anda blokir atau bisukan' },
    'close-friends': { title: 'Teman dekat', what: 'Daftar teman dekat Anda' },
    packs: { title: 'Paket ikuti', what: 'Paket ikuti yang Anda buat' },
    'not-in-packs': {
      title: 'Tidak dalam paket',
      what: 'Bahwa tak seorang pun boleh memasukkan Anda ke paket',
    },
    privacy: { title: 'Privasi', what: 'Apakah akun Anda privat' },
    saved: { title: 'Tersimpan', what: 'Klip yang Anda simpan' },
    collections: { title: 'Folder', what: 'Folder klip simpanan Anda' },
    reposts: { title: 'Posting ulang', what: 'Klip yang Anda teruskan kepada pengikut' },
    'watch-history': { title: 'Riwayat tontonan', what: 'Yang Anda tonton, langkah demi langkah' },
    seen: { title: 'Sudah dilihat', what: 'Klip yang sudah Anda lihat' },
    taste: { title: 'Selera', what: 'Yang dipelajari beranda tentang Anda' },
    'held-clips': {
      title: 'Klip yang ditahan',
      what: 'Klip Anda yang ditahan sebelum terbit, dan apa yang diputuskan',
    },
    reports: { title: 'Laporan', what: 'Yang Anda laporkan kepada moderator' },
    'ad-reports': {
      title: 'Laporan iklan',
      what: 'Iklan yang Anda laporkan, dengan apa yang Anda tulis',
    },
    'parent-consent': {
      title: 'Persetujuan orang tua',
      what: 'Bagaimana keadaannya, jika Anda anak di sini',
    },
    'parent-answers': { title: 'Jawaban orang tua', what: 'Setiap jawaban orang tua tentang Anda' },
    'screen-time': {
      title: 'Waktu layar',
      what: 'Berapa lama Anda boleh di sini dalam sehari, menurut orang tua',
    },
    consents: {
      title: 'Persetujuan',
      what: 'Setiap ya dan tidak Anda, dan untuk pemberitahuan mana',
    },
    'account-history': { title: 'Riwayat akun', what: 'Apa yang berubah di akun Anda' },
    handle: { title: 'Nama pengguna', what: 'Nama pengguna Anda' },
    sessions: { title: 'Sesi masuk', what: 'Di mana Anda sedang masuk' },
    password: { title: 'Kata sandi', what: 'Kapan dibuat; tidak pernah kata sandinya' },
    'recovery-codes': { title: 'Kode pemulihan', what: 'Kapan dibuat dan dipakai' },
    'phone-number': { title: 'Nomor telepon', what: 'Nomor yang Anda pakai untuk masuk' },
    passkeys: {
      title: 'Kunci sandi',
      what: 'Kunci sandi Anda; rahasianya tetap di perangkat Anda',
    },
    'sign-ins': {
      title: 'Cara masuk',
      what: 'Kapan Anda masuk, dan apa yang berubah pada caranya',
    },
    'last-visit': { title: 'Kunjungan terakhir', what: 'Hari terakhir Anda di sini' },
    roles: { title: 'Peran', what: 'Yang boleh Anda lakukan sebagai staf' },
    uploads: { title: 'Unggahan', what: 'Unggahan terbaru dan keadaannya' },
    'upload-history': { title: 'Riwayat unggahan', what: 'Langkah unggahan Anda dalam setahun' },
    'lock-answers': { title: 'Jawaban layar kunci', what: 'Ya dan tidak Anda untuk layar kunci' },
    'lock-packs': { title: 'Paket layar kunci', what: 'Paket kartu yang dibuat untuk Anda' },
    'lock-cards': { title: 'Kartu layar kunci', what: 'Kartu yang dibuat dari klip Anda' },
    money: { title: 'Uang', what: 'Akun Anda di sel ini, dan utangnya kepada Anda' },
    'order-notices': {
      title: 'Pemberitahuan hukum',
      what: 'Kapan klip Anda ditahan menurut hukum',
    },
    'taste-choices': {
      title: 'Pilihan selera',
      what: 'Yang Anda minta dari feed: lebih banyak, lebih sedikit, atau tanpa sesuatu',
    },
    'channel-arrivals': {
      title: 'Kanal yang datang',
      what: 'Kanal Anda yang datang ke sini dari layanan lain',
    },
    'channel-links': {
      title: 'Tautan lama',
      what: 'Tautan kanal Anda, dan ke mana tautan itu sekarang mengarah',
    },
    'channel-moves': {
      title: 'Kepindahan kanal',
      what: 'Layanan lain tujuan pemindahan kanal Anda',
    },
    'handover-choices': {
      title: 'Serah terima',
      what: 'Kapan Anda diberi tahu bahwa pihak lain akan mengelola ini, dan apa pilihan Anda',
    },
    imports: {
      title: 'Arsip dari tempat lain',
      what: 'Arsip Anda yang Anda bawa ke sini dari layanan lain',
    },
    'import-clips': {
      title: 'Klip yang datang',
      what: 'Klip yang datang ke sini dalam arsip Anda',
    },
    whereabouts: {
      title: 'Di mana Anda sekarang',
      what: 'Layanan lain yang dituju halaman Anda di sini',
    },
    exports: { title: 'Arsip', what: 'Arsip yang baru-baru ini Anda minta' },
  },
};
