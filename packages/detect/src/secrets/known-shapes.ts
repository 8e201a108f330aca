import { isAlphanumeric, type Span } from "../text/span.ts";

/** A secret that is known by how it begins. */
interface KnownShape {
  /** Stands in every one of them; found first, and fast. */
  readonly literal: string;
  /** How many characters of the secret may stand before the literal. */
  readonly before?: number;
  /** The whole secret, at the place where it begins. Repetitions are bounded. */
  readonly body: string;
  /** The literal is so short or common that nothing may stand before it. */
  readonly isLoose?: boolean;
}

const T = "[A-Za-z0-9_-]";

const SHAPES: readonly KnownShape[] = [
  ...["AKIA", "ASIA", "ABIA", "ACCA", "AROA", "AIDA"].map((literal) => shape(literal, `${literal}[A-Z0-9]{16}`, true)),
  shape("AIza", `AIza${T}{35}`),
  shape("ya29.", "ya29\\.[A-Za-z0-9_.-]{20,400}"),
  shape("GOCSPX-", `GOCSPX-${T}{20,40}`),
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((literal) => shape(literal, `${literal}[A-Za-z0-9]{30,255}`)),
  shape("github_pat_", "github_pat_[A-Za-z0-9_]{22,255}"),
  ...["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-", "glft-", "glimt-", "glagent-", "gloas-"].map(
    (literal) => shape(literal, `${literal}[A-Za-z0-9_.-]{20,300}`),
  ),
  ...["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xapp-"].map((literal) =>
    shape(literal, `${literal.replace(".", "\\.")}[A-Za-z0-9.-]{10,300}`),
  ),
  shape("hooks.slack.com/", "hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{20,120}"),
  shape("discord.com/api/webhooks/", `discord\\.com/api/webhooks/[0-9]{15,22}/${T}{40,100}`),
  ...["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "sk_prod_"].map((literal) =>
    shape(literal, `${literal}[A-Za-z0-9+/=]{16,255}`),
  ),
  shape("sk-ant-", `sk-ant-${T}{20,200}`),
  ...["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-or-v1-", "sk-lf-"].map((literal) =>
    shape(literal, `${literal}${T}{20,300}`),
  ),
  shape("sk-", "sk-[A-Za-z0-9]{32,100}", true),
  shape("npm_", "npm_[A-Za-z0-9]{36}", true),
  shape("pypi-", `pypi-${T}{50,400}`),
  shape("rubygems_", "rubygems_[a-f0-9]{48}"),
  shape("dckr_pat_", `dckr_pat_${T}{20,60}`),
  shape("dop_v1_", "dop_v1_[a-f0-9]{64}"),
  shape("doo_v1_", "doo_v1_[a-f0-9]{64}"),
  shape("dor_v1_", "dor_v1_[a-f0-9]{64}"),
  shape("SG.", `SG\\.${T}{16,32}\\.${T}{30,64}`, true),
  shape("key-", "key-[0-9a-f]{32}", true),
  shape("SK", "SK[0-9a-f]{32}", true),
  shape("AC", "AC[0-9a-f]{32}", true),
  shape("shpat_", "shpat_[a-fA-F0-9]{32}"),
  shape("shpss_", "shpss_[a-fA-F0-9]{32}"),
  shape("shpca_", "shpca_[a-fA-F0-9]{32}"),
  shape("shppa_", "shppa_[a-fA-F0-9]{32}"),
  shape("sq0atp-", `sq0atp-${T}{22}`),
  shape("sq0csp-", `sq0csp-${T}{43}`),
  shape("EAAA", `EAAA${T}{60}`, true),
  shape("EAAC", "EAAC[A-Za-z0-9]{60,300}", true),
  shape("hf_", "hf_[A-Za-z0-9]{30,60}", true),
  shape("r8_", "r8_[A-Za-z0-9]{37}", true),
  shape("gsk_", "gsk_[A-Za-z0-9]{40,60}"),
  shape("xai-", "xai-[A-Za-z0-9]{60,100}"),
  shape("pplx-", "pplx-[A-Za-z0-9]{32,64}"),
  shape("lin_api_", "lin_api_[A-Za-z0-9]{32,60}"),
  shape("ntn_", "ntn_[A-Za-z0-9]{40,60}", true),
  shape("secret_", "secret_[A-Za-z0-9]{43}", true),
  shape("figd_", `figd_${T}{40}`),
  shape("dapi", "dapi[a-f0-9]{32}", true),
  shape("hvs.", `hvs\\.${T}{20,300}`, true),
  shape("hvb.", `hvb\\.${T}{20,300}`, true),
  shape("dp.pt.", "dp\\.pt\\.[A-Za-z0-9]{40,44}"),
  shape("dt0c01.", "dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}"),
  shape("NRAK-", "NRAK-[A-Z0-9]{27}"),
  shape("glsa_", "glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
  shape("glc_", "glc_[A-Za-z0-9+/=]{32,400}", true),
  shape("sntrys_", "sntrys_[A-Za-z0-9+/=_-]{40,400}"),
  shape("sntryu_", "sntryu_[a-f0-9]{64}"),
  shape("pul-", "pul-[a-f0-9]{40}", true),
  shape("PMAK-", "PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
  shape("ATATT3", `ATATT3[A-Za-z0-9_=-]{100,300}`),
  shape("ATCTT3", `ATCTT3[A-Za-z0-9_=-]{100,300}`),
  shape("ATBB", "ATBB[A-Za-z0-9]{28,40}", true),
  shape("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[0-9A-Z]{50,60}"),
  shape("fo1_", `fo1_${T}{40,50}`),
  shape("tskey-", "tskey-[a-z]{2,10}-[A-Za-z0-9-]{15,80}"),
  shape("rnd_", "rnd_[A-Za-z0-9]{28,40}", true),
  shape("re_", "re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,30}", true),
  shape("xkeysib-", "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
  shape("sbp_", "sbp_[a-f0-9]{40}"),
  shape("pscale_", `pscale_(?:tkn|pw|oauth)_${T}{32,64}`),
  shape("csk_", "csk_[0-9A-Za-z]{10}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}"),
  shape("csm_", "csm_[0-9A-Za-z]{10}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}"),
  shape("SharedAccessSignature", "SharedAccessSignature[ =][^\\s\"']{20,400}"),
  { literal: ":AA", before: 12, body: `[0-9]{8,12}:AA${T}{32,34}` },
  { literal: "8Q~", before: 3, body: "[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}" },
];

function shape(literal: string, body: string, isLoose = false): KnownShape {
  return { literal, body, isLoose };
}

const COMPILED = SHAPES.map((known) => ({ ...known, pattern: new RegExp(known.body, "y") }));

/** Secrets known by how they begin, whatever stands around them. */
export function knownShapes(text: string): Span[] {
  return COMPILED.flatMap((known) =>
    known.before === undefined ? fromLiteral(text, known) : aroundLiteral(text, known),
  );
}

type Compiled = (typeof COMPILED)[number];

function fromLiteral(text: string, { literal, pattern, isLoose }: Compiled): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(literal); at >= 0; ) {
    const end = isLoose && isAlphanumeric(text.charCodeAt(at - 1)) ? null : endOf(text, pattern, at);
    const isWhole = end !== null && !(isLoose && isAlphanumeric(text.charCodeAt(end)));
    if (end !== null && isWhole) found.push({ start: at, end });
    at = text.indexOf(literal, isWhole ? (end ?? at) : at + literal.length);
  }
  return found;
}

/** The literal stands inside: every place is tried from which it can be reached. */
function aroundLiteral(text: string, { literal, pattern, before = 0 }: Compiled): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
    for (let start = Math.max(0, at - before); start < at; start += 1) {
      if (isAlphanumeric(text.charCodeAt(start - 1))) continue;
      const end = endOf(text, pattern, start);
      if (end === null || end <= at) continue;
      found.push({ start, end });
      break;
    }
  }
  return found;
}

function endOf(text: string, pattern: RegExp, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
