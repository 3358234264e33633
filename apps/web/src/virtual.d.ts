declare module 'virtual:messages/*' {
  // oxlint-disable-next-line typescript/consistent-type-imports -- an ambient module cannot import by a relative path
  const messages: import('./i18n/translate.ts').CompiledMessages;
  export default messages;
}

declare module 'virtual:client-files' {
  // oxlint-disable-next-line typescript/consistent-type-imports -- as above
  const files: import('../build/client-files.ts').ClientFiles;
  export default files;
}
