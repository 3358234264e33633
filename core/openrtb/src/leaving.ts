// What of a bid request may leave a cell: a list of what is let through, and nothing else passes. A member that a later version
// of OpenRTB adds stays here until somebody writes it down. LAW B3, A13, A14.

/** How one member passes: as it is, as text that is cut to what is meant, as the object or list of objects described. */
export type Passing =
  | 'as_is'
  /** An address without query and fragment, in which ids travel. */
  | 'bare_url'
  /** ISO 3166: two or three letters of a country; the part behind it of a state. */
  | 'country'
  | 'region'
  /** A native request: JSON in a text, which passes by a list of its own. */
  | 'native'
  | Members;
/** Members that pass; no others do. */
export interface Members {
  readonly [member: string]: Passing;
}

function asIs(...names: readonly string[]): Members {
  return Object.fromEntries(names.map((name) => [name, 'as_is']));
}

const CATEGORIES = asIs('cattax', 'cat', 'sectioncat', 'pagecat');
const ORGANISATION = asIs('id', 'name', 'domain', 'cattax', 'cat');

/** About the clip or story beside the ad, never about who looks at it. */
const CONTENT: Passing = {
  ...asIs('id', 'title', 'series', 'genre', 'gtax', 'genres'),
  ...asIs('cattax', 'cat', 'prodq', 'context', 'contentrating'),
  ...asIs('qagmediarating', 'keywords', 'kwarray', 'livestream'),
  ...asIs('sourcerelationship', 'len', 'language', 'langb', 'embeddable'),
  producer: ORGANISATION,
  network: asIs('name', 'domain'),
  channel: asIs('name', 'domain'),
};

/** A place's own keywords stay: partners put the visitor's into them. */
const PLACE: Members = {
  ...asIs('id', 'name', 'domain', 'privacypolicy'),
  ...CATEGORIES,
  publisher: ORGANISATION,
  content: CONTENT,
  inventorypartnerdomain: 'as_is',
};

const FORMAT = asIs('w', 'h', 'wratio', 'hratio', 'wmin');
const BANNER: Members = {
  format: FORMAT,
  ...asIs('w', 'h', 'btype', 'battr', 'pos'),
  ...asIs('mimes', 'topframe', 'expdir', 'api', 'id', 'vcm'),
};
const DUR_FLOORS = asIs('mindur', 'maxdur', 'bidfloor');
const TIMED: Members = {
  ...asIs('mimes', 'minduration', 'maxduration', 'startdelay'),
  ...asIs('maxseq', 'poddur', 'protocols', 'podid', 'podseq'),
  ...asIs('rqddurs', 'sequence', 'slotinpod', 'mincpmpersec'),
  ...asIs('battr', 'maxextended', 'minbitrate', 'maxbitrate'),
  ...asIs('delivery', 'api', 'companiontype'),
  companionad: BANNER,
  durfloors: DUR_FLOORS,
};

const DEAL: Passing = {
  ...asIs('id', 'bidfloor', 'bidfloorcur', 'at', 'wseat'),
  ...asIs('wadomain', 'guar', 'mincpmpersec'),
  durfloors: DUR_FLOORS,
};

const IMP: Passing = {
  ...asIs('id', 'instl', 'tagid', 'bidfloor', 'bidfloorcur'),
  ...asIs('clickbrowser', 'secure', 'rwdd', 'ssai', 'exp'),
  metric: asIs('type', 'value', 'vendor'),
  banner: BANNER,
  video: {
    ...TIMED,
    ...asIs('w', 'h', 'placement', 'plcmt', 'linearity'),
    ...asIs('skip', 'skipmin', 'skipafter', 'boxingallowed'),
    ...asIs('playbackmethod', 'playbackend', 'pos', 'poddedupe'),
  },
  audio: { ...TIMED, feed: 'as_is', stitched: 'as_is', nvol: 'as_is' },
  native: { request: 'native', ...asIs('ver', 'api', 'battr') },
  pmp: { private_auction: 'as_is', deals: DEAL },
};

/** What passes about anybody: slots, place, rules, and of the device only its kind. No user, no address of any network, no id. */
export const CONTEXTUAL: Members = {
  ...asIs('id', 'test', 'at', 'tmax', 'wseat', 'bseat'),
  ...asIs('allimps', 'cur', 'wlang', 'wlangb', 'acat'),
  ...asIs('bcat', 'cattax', 'badv', 'bapp'),
  imp: IMP,
  site: { ...PLACE, page: 'bare_url', mobile: 'as_is' },
  app: { ...PLACE, bundle: 'as_is', storeurl: 'as_is', ver: 'as_is', paid: 'as_is' },
  device: {
    ...asIs('dnt', 'lmt', 'devicetype', 'os', 'js'),
    ...asIs('language', 'langb', 'connectiontype'),
    geo: { country: 'country', region: 'region' },
  },
  source: {
    fd: 'as_is',
    schain: {
      ...asIs('complete', 'ver'),
      nodes: asIs('asi', 'sid', 'rid', 'name', 'domain', 'hp'),
    },
  },
  regs: asIs('coppa', 'gdpr', 'us_privacy'),
};

/** What passes besides about somebody who agreed to it: interests and coarse traits, and still nothing that names them. */
export const CONSENTED: Members = {
  user: {
    ...asIs('yob', 'gender', 'keywords', 'kwarray'),
    data: { name: 'as_is', segment: asIs('id', 'name', 'value') },
  },
};

/** Native 1.2, section 4. */
export const NATIVE_REQUEST: Members = {
  ...asIs('ver', 'context', 'contextsubtype', 'plcmttype', 'plcmtcnt', 'seq'),
  ...asIs('aurlsupport', 'durlsupport', 'privacy'),
  assets: {
    ...asIs('id', 'required'),
    title: asIs('len'),
    img: asIs('type', 'w', 'wmin', 'h', 'hmin', 'mimes'),
    video: asIs('mimes', 'minduration', 'maxduration', 'protocols'),
    data: asIs('type', 'len'),
  },
  eventtrackers: asIs('event', 'methods'),
};
