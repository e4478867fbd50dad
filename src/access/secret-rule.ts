/** What a secret looks like. */
export interface SecretRule {
  readonly what: string;
  /** Has the flag `g`. Written so that no text makes it slow; a test holds it to that. */
  readonly find: RegExp;
  /** Keeps the first group, which stands before the secret. */
  readonly keep?: true;
}

/** Tokens that their makers gave a beginning of their own, so that they can be found. */
const TOKENS: readonly SecretRule[] = [
  { what: 'slack token', find: /\bxox[a-z](?:\.xox[a-z])?-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/g },
  {
    what: 'webhook address',
    find: /\bhttps:\/\/(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks)\/[\w/-]{10,}/g,
  },
  { what: 'github token', find: /\bgh[pousr]_\w{36,}|\bgithub_pat_\w{22,}/g },
  { what: 'gitlab token', find: /\bgl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w.-]{19,}\w/g },
  { what: 'aws access key', find: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { what: 'google key', find: /\bAIza[\w-]{35}(?![\w-])|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/g },
  { what: 'stripe key', find: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{24,}=*/g },
  { what: 'discord token', find: /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g },
  {
    what: 'api token',
    find: /\bmuster_[\w-]{20,}|(?<![\w-])sk-(?:[a-z]{2,10}-)?[\w-]*\d[\w-]{19,}|\bnpm_[A-Za-z0-9]{36}\b/g,
  },
  {
    what: 'api token',
    find: /\bpypi-AgEI[\w-]{50,}|\bSG\.[\w-]{16,32}\.[\w-]{16,}|\bdop_v1_[0-9a-f]{64,}|\bhv[sbr]\.[\w-]{20,}/g,
  },
  // What links two chat accounts, for ten minutes: see `/im link`.
  { what: 'link code', find: /\bmlink(?:[-‐–—][0-9a-z]{4}){2,4}(?![0-9a-z])/gi },
  { what: 'telegram token', find: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g },
];

const PASSWORD = 'pass(?:word|wd|phrase)\\d?';
const TOKEN =
  '(?:access|auth|api|app|secret|private|signing|encryption|routing|integration)[_-]?key|(?:client[_-]?|webhook[_-]?|signing[_-]?)?secret|token|credentials?';
/** What stands between a name and its value in code, JSON, YAML, headers and addresses. */
const BETWEEN = `\\\\?["']?[ \\t]{0,8}(?::=|=>|[:=])[ \\t]{0,8}`;
/** Values that are none: what was redacted before, which a text may end in front of, references to a variable, words for nothing. */
const NONE = String.raw`$|\[redacted|\$\{\w+\}|<[\w -]+>|\*{3,}(?:["'\s]|$)|(?:null|nil|none|true|false|undefined)\b`;
const NO_VALUE = `(?!\\\\?["']?(?:${NONE}))`;
const QUOTED = String.raw`"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?`;

const ASSIGNED: readonly SecretRule[] = [
  {
    what: 'password',
    find: new RegExp(`((?:${PASSWORD})${BETWEEN})${NO_VALUE}(?:${QUOTED}|[^\\s"']\\S{2,})`, 'gi'),
    keep: true,
  },
  // A shell's working directory is called PWD as well.
  {
    what: 'password',
    find: new RegExp(`(pwd${BETWEEN})${NO_VALUE}(?!["']?[/~.])(?:${QUOTED}|[^\\s"']\\S{2,})`, 'gi'),
    keep: true,
  },
  {
    what: 'password',
    find: /(\b(?:password|passphrase)[ \t]{1,8}(?:is|was)[ \t]{1,8})(?=\S{0,60}\d)[^\s[]\S{5,}/gi,
    keep: true,
  },
  { what: 'password', find: new RegExp(`((?<![a-z])pass=)${NO_VALUE}\\S{3,}`, 'gi'), keep: true },
  // "token: expired" is prose: a value that is one has a digit, or is long.
  {
    what: 'secret',
    find: new RegExp(
      `((?:${TOKEN})${BETWEEN})${NO_VALUE}(?:(?=["']?[^\\s"']{0,200}\\d)(?:${QUOTED}|[^\\s"']\\S{5,})|[^\\s"']{20,}|"[^"\\s]{20,}"?)`,
      'gi',
    ),
    keep: true,
  },
];

/** Every rule, in the order in which they are applied: first those that take a whole value, whatever it contains. */
export const SECRET_RULES: readonly SecretRule[] = [
  {
    what: 'private key',
    find: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    what: 'authorization',
    find: /(\b(?:proxy-)?authorization\\?["']?[ \t]*[:=][ \t]*\\?["']?)(?:[a-z][\w-]{1,20}[ \t]+)?[^\s"']{4,}/gi,
    keep: true,
  },
  {
    what: 'authorization',
    find: /(\b(?:bearer|basic)[ \t]+)(?=[\w.~+/-]{0,500}[\d=])[\w.~+/-]{16,}=*/gi,
    keep: true,
  },
  { what: 'cookie', find: /(\b(?:set-)?cookie[ \t]*:[ \t]*)(?=[^\s=;]{1,100}=)[^\r\n]+/gi, keep: true },
  {
    what: 'credentials',
    find: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#:@]{0,200}:)[^\s/?#]{1,500}(?=@)/gi,
    keep: true,
  },
  {
    what: 'credentials',
    find: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?=[\w-]{0,200}\d)[\w-]{20,200}(?=@)/gi,
    keep: true,
  },
  ...ASSIGNED,
  ...TOKENS,
  { what: 'json web token', find: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+){0,2}/g },
];

const SECRET_NAME =
  /(?:^|_)(?:password|passwd|passphrase|pwd|secret|token|authorization|cookie|(?:api|app|application|access|auth|private|signing|encryption|secret|routing|integration)_?key|credentials?)$/;

/** Does a key name a secret: `password`, `botToken`, `SLACK_SIGNING_SECRET`, `x-api-key`, `authorization`? */
export function isSecretName(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return SECRET_NAME.test(words.toLowerCase());
}
