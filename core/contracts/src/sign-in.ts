// Signing in by phone and by passkey, proving oneself again, and one's own ways in.

import { Type, type Static } from 'typebox';
import { Account, AccountBody, Viewer } from './accounts.ts';
import { LanguageCode, TimeMs, Uuid } from './fields.ts';

/** Digits of a code: a million, five tries, five minutes. */
export const CODE_DIGITS = 6;
/** Of a passkey, as its person calls it. */
export const PASSKEY_NAME_MAX = 40;
/** More keys than anybody has devices. */
export const PASSKEYS_MAX = 20;

/** As typed: spaces, hyphens, brackets and digits of any script are understood. */
const TypedPhone = Type.String({ minLength: 1, maxLength: 40 });
const TypedCode = Type.String({ minLength: 1, maxLength: 20 });
/** 256 random bits that stand for one step of somebody’s way in. */
const Ticket = Type.String({ minLength: 20, maxLength: 80 });
const Secret = Type.String({ minLength: 1, maxLength: 200 });

/** How one can sign in here. */
export const SignInWays = Type.Object(
  {
    /** Absent where this cell serves no numbers. */
    phone: Type.Optional(
      Type.Object({
        /** ISO 3166-1, of the numbers that are taken. */
        country: Type.String(),
        /** `+91`. */
        callingCode: Type.String(),
        /** No phone gets a message: the operator reads codes in the console. */
        test: Type.Boolean(),
      }),
    ),
    /** The domain that passkeys made here belong to; absent where none can be made. */
    passkeyDomain: Type.Optional(Type.String()),
  },
  { $id: 'SignInWays' },
);
export type SignInWays = Static<typeof SignInWays>;

/** Marks of one device: more people do not share a phone. */
export const DEVICE_MARKS_MAX = 5;
/** Says that a right code for a number was given on this device before. Opens nothing; strangers do not use up its codes. */
const DeviceMark = Type.String({ minLength: 20, maxLength: 80 });

export const PhoneCodeBody = Type.Object({
  phone: TypedPhone,
  /** Of the message. */
  language: LanguageCode,
  /** What earlier right codes gave to this device; the cell takes the one that is of this number. */
  devices: Type.Optional(Type.Array(DeviceMark, { maxItems: DEVICE_MARKS_MAX })),
});

/** The same whether anybody has this number or not. */
export const CodeAsked = Type.Object(
  {
    /** Goes with the code; whoever has the code alone cannot use it. */
    attempt: Ticket,
    expiresAtMs: TimeMs,
    /** Before this no other one is sent to the number. */
    againAtMs: TimeMs,
    test: Type.Boolean(),
  },
  { $id: 'CodeAsked' },
);
export type CodeAsked = Static<typeof CodeAsked>;

export const CodeBody = Type.Object({ attempt: Ticket, code: TypedCode });

/** For this device to keep: the next code to this number is counted as its own. */
const marked = { device: Type.Optional(DeviceMark) };

/** Where a right code leads. */
export const PhoneEntered = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('signed_in'),
      token: Type.String(),
      account: Account,
      viewer: Viewer,
      ...marked,
    }),
    /** Nobody has this number: choose a handle with the ticket. */
    Type.Object({ kind: Type.Literal('new'), ticket: Ticket, expiresAtMs: TimeMs, ...marked }),
    /**
     * The number was not proven for so long that it may be somebody else’s by now: a password or a recovery code is needed too,
     * or the number is given up for a new account.
     */
    Type.Object({ kind: Type.Literal('more'), ticket: Ticket, expiresAtMs: TimeMs, ...marked }),
  ],
  { $id: 'PhoneEntered' },
);
export type PhoneEntered = Static<typeof PhoneEntered>;

export const PhoneMoreBody = Type.Union([
  Type.Object({ ticket: Ticket, password: Secret }),
  Type.Object({ ticket: Ticket, recoveryCode: Secret }),
  /** The account is not mine: the number leaves it. */
  Type.Object({ ticket: Ticket, notMine: Type.Literal(true) }),
]);
export type PhoneMoreBody = Static<typeof PhoneMoreBody>;

export const PhoneAccountBody = Type.Object({
  ticket: Ticket,
  ...Type.Omit(AccountBody, ['password']).properties,
});
export type PhoneAccountBody = Static<typeof PhoneAccountBody>;

/** WebAuthn’s own JSON; the browser’s part knows it. */
const WebAuthnJson = Type.Object({}, { additionalProperties: true });

export const PasskeyAsked = Type.Object(
  { ticket: Ticket, options: WebAuthnJson },
  { $id: 'PasskeyAsked' },
);
export type PasskeyAsked = Static<typeof PasskeyAsked>;

const Answered = Type.Object({ ticket: Ticket, response: WebAuthnJson });
export const PasskeySignInBody = Answered;

const PasskeyName = Type.String({ minLength: 1, maxLength: PASSKEY_NAME_MAX });
export const PasskeyBody = Type.Object({
  ticket: Ticket,
  response: WebAuthnJson,
  name: Type.Optional(PasskeyName),
});
export const PasskeyPatch = Type.Object({ name: Type.Optional(PasskeyName) });

export const Passkey = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    createdAtMs: TimeMs,
    lastUsedAtMs: Type.Optional(TimeMs),
    /** Whether its maker keeps copies, so that a lost phone does not lose it. */
    synced: Type.Boolean(),
    /** The domain it works at. */
    domain: Type.String(),
  },
  { $id: 'Passkey' },
);
export type Passkey = Static<typeof Passkey>;

/** One’s own ways in. */
export const OwnWays = Type.Object(
  {
    password: Type.Boolean(),
    /** The number as its person wrote it, and when it was proven last. */
    phone: Type.Optional(Type.Object({ number: Type.String(), provenAtMs: TimeMs })),
    passkeys: Type.Array(Passkey),
    recoveryCodes: Type.Integer({ minimum: 0 }),
  },
  { $id: 'OwnWays' },
);
export type OwnWays = Static<typeof OwnWays>;

/** `evenLast`: although no other way in is left but recovery codes. */
export const LastWayQuery = Type.Object({ evenLast: Type.Optional(Type.Literal('yes')) });

export const STEP_UP_WAYS = ['passkey', 'password', 'code'] as const;
export type StepUpWay = (typeof STEP_UP_WAYS)[number];

/** Whether what is sensitive may be done now, and how to prove oneself if not. */
export const StepUpState = Type.Object(
  {
    fresh: Type.Boolean(),
    /** Until when; absent where it never was. */
    untilMs: Type.Optional(TimeMs),
    ways: Type.Array(Type.Enum([...STEP_UP_WAYS])),
  },
  { $id: 'StepUpState' },
);
export type StepUpState = Static<typeof StepUpState>;

export const StepUpBody = Type.Union([
  Type.Object({ way: Type.Literal('password'), password: Secret }),
  Type.Object({ way: Type.Literal('code'), attempt: Ticket, code: TypedCode }),
  Type.Object({ way: Type.Literal('passkey'), ticket: Ticket, response: WebAuthnJson }),
]);
export type StepUpBody = Static<typeof StepUpBody>;
export const StepUpCodeBody = Type.Object({ language: LanguageCode });

/** A message that no phone got. */
export const TestMessage = Type.Object({
  id: Uuid,
  atMs: TimeMs,
  template: Type.String(),
  language: Type.String(),
  code: Type.String(),
  text: Type.String(),
  /** The number’s last two digits. */
  ending: Type.String(),
});
export type TestMessage = Static<typeof TestMessage>;
export const TestMessages = Type.Object(
  { test: Type.Literal(true), items: Type.Array(TestMessage) },
  { $id: 'TestMessages' },
);
export type TestMessages = Static<typeof TestMessages>;
