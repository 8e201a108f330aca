import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { readUrl } from "./read-url.ts";

function run(text: string, link: string): boolean | "error" {
  const value = compileCondition(text, { argumentsType: DYN, lists: {} }).evaluate({ args: { link } });
  return value instanceof ConditionError ? "error" : value;
}

describe("url() reads", () => {
  it.each<[string, string, number, string, string]>([
    ["https://example.com", "example.com", 443, "/", ""],
    ["HTTPS://EXAMPLE.com:8443/a/b?c=d&e#f", "example.com", 8443, "/a/b", "c=d&e"],
    ["http://example.com/", "example.com", 80, "/", ""],
    ["http://example.com?q=@evil.com", "example.com", 80, "/", "q=@evil.com"],
    ["http://example.com#@evil.com", "example.com", 80, "/", ""],
    ["http://evil.com#@example.com/", "evil.com", 80, "/", ""],
    ["http://example.com/@evil.com", "example.com", 80, "/@evil.com", ""],
    ["https://bücher.example/", "xn--bcher-kva.example", 443, "/", ""],
    ["https://example.com/%61dmin/%2f", "example.com", 443, "/admin/%2F", ""],
    ["https://example.com/%C3%89t%C3%A9", "example.com", 443, "/%C3%89t%C3%A9", ""],
    ["https://example.com/%d0%90%d0%91", "example.com", 443, "/%D0%90%D0%91", ""],
    ["https://example.com/%E2%80%93/…", "example.com", 443, "/%E2%80%93/%E2%80%A6", ""],
    ["https://example.com/a...b/.well-known/x..y", "example.com", 443, "/a...b/.well-known/x..y", ""],
    ["https://example.com/größe", "example.com", 443, "/gr%C3%B6%C3%9Fe", ""],
    ["https://example.com/a..b/.well-known/x.", "example.com", 443, "/a..b/.well-known/x.", ""],
    ["https://8.8.8.8/", "8.8.8.8", 443, "/", ""],
    ["https://[2606:4700:0:0::1111]:444/", "2606:4700::1111", 444, "/", ""],
    ["https://[::ffff:8.8.8.8]/", "8.8.8.8", 443, "/", ""],
    ["wss://stream.example.com/", "stream.example.com", 443, "/", ""],
  ])("%s", (text, host, port, path, query) => {
    expect(readUrl(text)).toMatchObject({ kind: "web", url: { host, port, path, query } });
    expect(run(`url(args.link).host == ${JSON.stringify(host)} && url(args.link).is_public`, text)).toBe(true);
  });

  it.each([
    "http://localhost/",
    "http://LOCALHOST:8080/",
    "http://a.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://metadata.goog/",
    "http://metadata/",
    "http://kubernetes.default.svc/",
    "http://db.svc.cluster.local/",
    "http://router.lan/",
    "http://nas.home.arpa/",
    "http://x.onion/",
    "http://127.0.0.1.nip.io/",
    "http://localtest.me/",
    "http://127.0.0.1/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://168.63.129.16/",
    "http://192.168.1.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
  ])("%s as not public", (text) => {
    expect(run("url(args.link).is_public", text)).toBe(false);
  });

  it.each([
    "mailto:a@example.com",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/plain,x",
    "ftp://example.com/",
  ])("of %s only the scheme", (text) => {
    expect(run(`url(args.link).scheme == "${text.slice(0, text.indexOf(":"))}"`, text)).toBe(true);
    expect(run("url(args.link).is_public", text)).toBe("error");
    expect(run("!url(args.link).is_public", text)).toBe("error");
    expect(run('url(args.link).host != "evil.com"', text)).toBe("error");
  });
});

describe("url() is an error for", () => {
  it.each([
    ["a user name", "https://example.com@evil.com/"],
    ["a user name and password", "https://a:b@example.com/"],
    ["an empty user name", "https://@example.com/"],
    ["an escaped at sign in the host", "https://example.com%40evil.com/"],
    ["a backslash", "https://evil.com\\@example.com/"],
    ["backslashes for slashes", "https:\\\\example.com/"],
    ["one slash", "https:/example.com/"],
    ["no slash", "https:example.com"],
    ["three slashes", "https:///example.com/"],
    ["no scheme", "example.com/"],
    ["no scheme but slashes", "//example.com/"],
    ["a path alone", "/admin"],
    ["an empty text", ""],
    ["a space before", " https://example.com/"],
    ["a space after", "https://example.com/ "],
    ["a tab inside", "https://exam\tple.com/"],
    ["a newline inside", "https://example.com/\r\nHost: evil.com"],
    ["a zero byte", "https://example.com\0.evil.com/"],
    ["an escape in the host", "https://%65xample.com/"],
    ["full-width letters in the host", "https://ｅxample.com/"],
    ["an ideographic full stop", "https://example。com/"],
    ["circled digits", "https://①②⑦.0.0.1/"],
    ["a zero-width space", "https://exam\u200bple.com/"],
    ["a soft hyphen", "https://exam\u00adple.com/"],
    ["a direction mark in the path", "https://example.com/\u202etxt.exe"],
    ["a trailing dot", "https://example.com./"],
    ["two dots", "https://example..com/"],
    ["a decimal host", "http://2130706433/"],
    ["an octal host", "http://0177.0.0.1/"],
    ["an octal whole number", "http://017700000001/"],
    ["a hexadecimal host", "http://0x7f.0.0.1/"],
    ["a hexadecimal whole number", "http://0x7f000001/"],
    ["a short address", "http://127.1/"],
    ["an address with a leading zero", "http://127.0.0.01/"],
    ["an address out of range", "http://256.1.1.1/"],
    ["an address of five parts", "http://1.2.3.4.5/"],
    ["an address with a trailing dot", "http://127.0.0.1./"],
    ["an IPv6 zone", "http://[fe80::1%25eth0]/"],
    ["IPv6 without brackets", "http://::1/"],
    ["IPv4 in brackets", "http://[127.0.0.1]/"],
    ["an unclosed bracket", "http://[::1/"],
    ["text after a bracket", "http://[::1].evil.com/"],
    ["an empty host", "http://:80/"],
    ["an empty port", "http://example.com:/"],
    ["port 0", "http://example.com:0/"],
    ["a port out of range", "http://example.com:65536/"],
    ["a port with a leading zero", "http://example.com:080/"],
    ["a port that isn't a number", "http://example.com:80a/"],
    ["two ports", "http://example.com:80:81/"],
    ["a dot segment", "http://example.com/public/../admin"],
    ["a dot segment at the end", "http://example.com/public/.."],
    ["a single dot segment", "http://example.com/./admin"],
    ["an escaped dot segment", "http://example.com/public/%2e%2E/admin"],
    ["a half escaped dot segment", "http://example.com/public/.%2e/admin"],
    ["a dot segment behind an escaped slash", "http://example.com/public/..%2fadmin"],
    ["a dot segment escaped twice", "http://example.com/public/%252e%252e%252fadmin"],
    ["a dot segment with a parameter", "http://example.com/public/..;/admin"],
    ["an overlong dot segment", "http://example.com/public/%c0%ae%c0%ae/admin"],
    ["an overlong slash", "http://example.com/public/..%c0%afadmin"],
    ["a dot of three bytes", "http://example.com/public/%e0%80%ae./admin"],
    ["a dot segment in full width", "http://example.com/public/．．/admin"],
    ["an escaped dot segment in full width", "http://example.com/public/%ef%bc%8e%ef%bc%8e/admin"],
    ["two dots in one character", "http://example.com/public/%e2%80%a5/admin"],
    ["a slash in full width behind dots", "http://example.com/public/..%ef%bc%8fadmin"],
    ["something invisible between two dots", "http://example.com/public/.%e2%80%8b./admin"],
    ["a dot segment escaped three times", "http://example.com/public/%25252e%25252e/admin"],
    ["bytes that are no UTF-8", "http://example.com/caf%e9"],
    ["an escaped control of C1", "http://example.com/a%c2%85b"],
    ["an escaped backslash", "http://example.com/public/%5c..%5cadmin"],
    ["an escaped line end", "http://example.com/%0d%0aHost:evil.com"],
    ["an escaped zero byte", "http://example.com/a%00.png"],
    ["a broken escape", "http://example.com/%zz"],
    ["xn-- that means nothing", "http://xn--a.example/"],
    ["half a surrogate pair", "http://example.com/\ud800"],
    ["too long a text", `http://example.com/${"a".repeat(9_000)}`],
  ])("%s", (_name, text) => {
    expect(run("url(args.link).is_public", text)).toBe("error");
    expect(run('url(args.link).scheme != "x"', text)).toBe("error");
  });
});

describe("any URL", () => {
  const pieces = fc.constantFrom(
    ..."http https : / // \\ @ . .. %2e %2f %00 [ ] ::1 127.0.0.1 0x7f 2130706433 example.com evil.com localhost ? # a : 80 ü 。 \t \u200b xn--a user:pass@ %".split(
      " ",
    ),
  );
  const texts = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.array(pieces, { maxLength: 10 }).map((parts) => `http://${parts.join("")}`),
    fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );

  it("that is read is read as browsers do, with the same host, port and path", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readUrl(text);
        if (read.kind !== "web") return;
        const { hostname, port, protocol, pathname } = new URL(text);
        const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
        expect([`${read.url.scheme}:`, String(read.url.port)]).toEqual([protocol, port || String(read.url.port)]);
        if (!bare.startsWith("::ffff:")) expect(read.url.host).toBe(bare);
        expect(decodeURIComponent(read.url.path.replace(/%(?![0-7])/g, ""))).toBe(
          decodeURIComponent(pathname.replace(/%(?![0-7])/g, "")),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
