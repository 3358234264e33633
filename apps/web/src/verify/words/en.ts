import type { Words } from './words.ts';

export const en: Words = {
  language: 'English',
  title: 'Check the public log',
  lead: 'This page works without a network. What you give it stays on this device.',
  keyTitle: 'The log’s key',
  keyHint: 'Take it from a place that you trust, not from where the files came from.',
  filesTitle: 'What to check',
  filesHint: 'A proof of one entry, evidence against a log, or the whole folder of a log.',
  drop: 'Drop it here, or',
  chooseFile: 'Choose a file',
  chooseFolder: 'Choose a folder',
  given: (count) => `${count} chosen`,
  more: 'Witnesses and older checkpoints',
  witnessTitle: 'Keys of witnesses',
  witnessHint: 'One on each line. You will be told which of them signed, and when.',
  olderTitle: 'An older checkpoint',
  olderHint: 'A file that you kept from before: then you learn whether history was changed.',
  chooseOlder: 'Choose the older checkpoint',
  check: 'Check',
  checking: (done, of) => `Checked ${done} of ${of} entries`,
  keep: 'Keep this page as a file',
  proven: 'Proven',
  refuted: 'Not true',
  unchecked: 'Not checked',
  logProven: (origin, entries) =>
    `${origin} signed a log of ${entries} entries. All of them are here, each in its place.`,
  logMeans: 'No entry can be changed, added in between or taken out without this check failing.',
  olderProven: (entries) =>
    `It goes on from the older checkpoint of ${entries} entries: nothing of those was changed.`,
  entryProven: (origin, index, entries) =>
    `This entry stands at place ${index} in the log of ${entries} entries that ${origin} signed.`,
  entryMeans: 'Whoever runs the log cannot deny this entry or change it later.',
  entryTitle: 'The entry',
  twoHistories: (origin, older, newer) =>
    `${origin} signed two histories, of ${older} and of ${newer} entries, that cannot both be true.`,
  twoHistoriesMeans: 'Do not believe this log. Anybody can check this evidence.',
  cosigned: (name, when) => `${name} saw the same log and signed it on ${when}.`,
  notCosigned: (name) => `${name} has not signed it.`,
  root: 'Root of the tree',
  where: 'Where',
  noKey: 'This is not a log’s key. It reads name+8 digits+a long code, and every character counts.',
  nothing:
    'There is nothing here that can be checked. A folder of a log has a file called checkpoint.',
  limits:
    'This proves what was signed and that it was not changed. It does not prove that everything that happened was written down.',
  faults: {
    notALog: 'This is not a file of a public log, or it was damaged.',
    unsigned: 'Nobody with this key has signed it.',
    forged: 'The signature does not fit: something was changed after it was signed.',
    otherLog: 'It belongs to another log than the key.',
    noEntry: 'It does not carry the entry that it should prove.',
    otherEntry: 'The entry is not the one that the log has at that place.',
    noContradiction: 'Both statements can be true: this is no evidence against the log.',
    missing: 'A file of the log is missing.',
    damaged: 'A file of the log is damaged.',
    changed: 'The entries are not those that were signed: something was changed.',
    takenAway: 'The log is shorter than the older checkpoint: entries were taken away.',
    rewritten: 'The log does not go on from the older checkpoint: history was changed.',
    formerOwner:
      'It is signed by somebody who does not own this log any more, or who its owners were cannot be followed.',
  },
};
