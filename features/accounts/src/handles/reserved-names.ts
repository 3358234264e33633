// Handles that nobody can sign up with: they would speak for the house, or stand where a page of ours stands.
// The operator can still give them out by command.

/** Refused when the handle is one of these after look-alikes, separators and digits for letters are undone. */
export const RESERVED_NAMES: readonly string[] = [
  'about', 'abuse', 'account', 'accounts', 'admin', 'administrator', 'ads', 'advertise', 'all', 'android',
  'anonymous', 'anyone', 'api', 'app', 'apps', 'appeal', 'appeals', 'assets', 'audit', 'auditor', 'auth', 'billing',
  'blog', 'bot', 'business', 'careers', 'clip', 'clips', 'comments', 'company', 'compliance', 'consent',
  'contact', 'copyright', 'create', 'deleted', 'developer', 'discover', 'dmca', 'docs',
  'download', 'email', 'embed', 'emergency', 'everyone', 'explore', 'export', 'feed', 'feeds', 'files', 'following',
  'forgot', 'foryou', 'government', 'grievance', 'grievanceofficer', 'hashtag', 'health', 'help', 'helpdesk',
  'home', 'hostmaster', 'inbox', 'info', 'jobs', 'law', 'legal', 'legalofficer', 'live', 'lock', 'login', 'logout',
  'mail', 'media', 'metrics', 'moderation', 'moderator', 'moderators', 'mods', 'news', 'notice', 'notifications',
  'null', 'oauth', 'ombudsman', 'openapi', 'operator', 'orders', 'partner', 'partners', 'password', 'people',
  'police', 'postmaster', 'press', 'privacy', 'profile', 'record', 'recover', 'recovery', 'register',
  'report', 'reports', 'root', 'safety', 'saved', 'search', 'security', 'self', 'session', 'settings', 'share',
  'signin', 'signout', 'signup', 'staff', 'static', 'status', 'studio', 'superuser', 'support', 'sysadmin', 'system',
  'tag', 'tags', 'team', 'terms', 'trust', 'trustandsafety', 'undefined', 'unknown', 'upload', 'uploads',
  'username', 'verified', 'verify', 'video', 'videos', 'webmaster',
];

/** Refused anywhere inside a handle. */
export const RESERVED_PARTS: readonly string[] = ['jhalak', 'official'];
