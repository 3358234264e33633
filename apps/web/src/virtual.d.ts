declare module 'virtual:messages/*' {
  const messages: import('./i18n/translate.ts').CompiledMessages;
  export default messages;
}

declare module 'virtual:client-files' {
  const files: import('../build/client-files.ts').ClientFiles;
  export default files;
}
