import { type Fact, Facts, TimeText, VisibleText } from "@countersign/ui";
import type { Mail } from "#server/mail/read-mails.ts";

/** Mails as they were delivered, newest first. */
export function MailList({ mails }: { readonly mails: readonly Mail[] }) {
  return (
    <ol className="m-0 list-none p-0" aria-label="Mails, newest first">
      {mails.map((mail) => (
        <li key={mail.id} className="mb-8" data-mail={mail.id}>
          <MailView mail={mail} />
        </li>
      ))}
    </ol>
  );
}

function MailView({ mail }: { readonly mail: Mail }) {
  const people: readonly (readonly [string, readonly string[]])[] = [
    ["From", [mail.from]],
    ["To", mail.to],
    ["Cc", mail.cc],
    ["Bcc", mail.bcc],
  ];
  const facts: Fact[] = people
    .filter(([, addresses]) => addresses.length > 0)
    .map(([name, addresses]) => ({ name, value: <VisibleText>{addresses.join(", ")}</VisibleText> }));
  facts.push({
    name: "Text",
    value: (
      <div className="body">
        <VisibleText>{mail.text}</VisibleText>
      </div>
    ),
  });
  return (
    <article>
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="min-w-0 break-words">
          <VisibleText>{mail.subject === "" ? "(no subject)" : mail.subject}</VisibleText>
        </h2>
        <TimeText at={mail.receivedAt} className="mono faint" />
      </div>
      <Facts facts={facts} />
      {mail.html === null ? null : (
        <details>
          <summary>As HTML</summary>
          {/* Nothing runs and nothing loads in it: an empty sandbox and the page's own content policy. */}
          <iframe className="h-80 w-full bg-white" sandbox="" srcDoc={mail.html} title={`HTML of: ${mail.subject}`} />
        </details>
      )}
    </article>
  );
}
