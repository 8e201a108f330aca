"use client";

import { Badge, Banner, CopyButton, Facts, PageHeader, Section, SkeletonRows, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { type AuditKeyLine, keyLine } from "./key-lines.ts";

const LOOK_AGAIN_MS = 5_000;
const SINK_WORDS: Readonly<Record<string, string>> = { file: "Folder", webhook: "Webhook" };
const count = (number: number): string => number.toLocaleString("en-US");

/** What makes the audit evidence: its newest signed head, where heads leave to, and the keys that signed them. */
export function SignedHeadsPage() {
  const { name } = useOrganization();
  return (
    <div className="max-w-[760px]">
      <p className="muted mt-0">
        <Link href={`/o/${name}/audit`}>Audit</Link>
      </p>
      <PageHeader
        title="Signed heads"
        description="Every minute the tree of all records is signed. A head that lies outside the database shows whether a record before it was changed, removed or put back to an older state."
      />
      <Sinks />
      <Keys />
    </div>
  );
}

function Sinks() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(
    trpc.audit.sinks.queryOptions({ organization }, { refetchInterval: LOOK_AGAIN_MS }),
  );
  if (isPending) return <SkeletonRows rows={3} label="Loading where heads are kept" />;
  if (!data) return <QueryError level={2} error={error} onRetry={() => void refetch()} />;
  const { treeSize, signed, signedAt, sinks } = data;
  return (
    <Section title="Where they are kept">
      <p className="mb-4 mt-3">
        {signedAt === null ? (
          "Nothing is signed yet."
        ) : (
          <>
            The newest holds <span className="num">{count(signed)}</span> of{" "}
            <span className="num">{count(treeSize)}</span> records, signed <TimeText at={signedAt} />.
          </>
        )}
      </p>
      {sinks.length === 0 ? (
        <Banner tone="attention">
          No head has left the database yet. Set a folder or a webhook for the worker, or keep the heads that owners get
          by mail: without one outside, whoever holds the database and the key could make everything anew.
        </Banner>
      ) : (
        <ul className="m-0 grid list-none gap-4 p-0">
          {sinks.map((sink) => (
            <li key={sink.name} data-sink={sink.name}>
              <h3 className="m-0 flex items-center gap-2 text-base font-semibold">
                {SINK_WORDS[sink.name] ?? sink.name}{" "}
                <SinkBadge problem={sink.problem} waiting={Math.max(0, signed - sink.size)} />
              </h3>
              <Facts
                facts={[
                  { name: "Holds", value: <span className="num">{count(sink.size)} records</span> },
                  { name: "Last taken", value: sink.takenAt === null ? "never" : <TimeText at={sink.takenAt} /> },
                  ...(sink.failedAt === null ? [] : [{ name: "Last failure", value: <TimeText at={sink.failedAt} /> }]),
                  ...(sink.problem === null ? [] : [{ name: "Problem", value: sink.problem }]),
                ]}
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function SinkBadge({ problem, waiting }: { readonly problem: string | null; readonly waiting: number }) {
  if (problem !== null) return <Badge tone="danger">failing</Badge>;
  if (waiting > 0) return <Badge tone="muted">{count(waiting)} records behind</Badge>;
  return <Badge tone="ok">up to date</Badge>;
}

function Keys() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(trpc.audit.keys.queryOptions({ organization }));
  if (isPending) return <SkeletonRows rows={3} label="Loading keys" />;
  if (!data) return <QueryError level={2} error={error} onRetry={() => void refetch()} />;
  const newestFirst = data.keys.toReversed();
  return (
    <Section
      title="Keys"
      description="Keep these lines in a file outside the platform and give it to countersign audit verify with --keys: then a head by any other key, or by one outside its time, is told."
    >
      <p className="m-0 mb-3">
        <CopyButton text={() => data.keys.map((key) => `${keyLine(key)}\n`).join("")} label="Copy all keys as lines">
          Copy all keys
        </CopyButton>
      </p>
      <ul className="m-0 grid list-none gap-4 p-0">
        {newestFirst.map((key) => (
          <Key key={key.number} auditKey={key} />
        ))}
      </ul>
    </Section>
  );
}

function Key({ auditKey }: { readonly auditKey: AuditKeyLine }) {
  const { number, publicKey, until, since, endedAt } = auditKey;
  return (
    <li data-key={number}>
      <h3 className="m-0 flex items-center gap-2 text-base font-semibold">
        Number {number} {until === null ? <Badge tone="ok">present</Badge> : <Badge tone="muted">ended</Badge>}
      </h3>
      <span className="mono break-all">{publicKey}</span>
      <CopyButton text={publicKey} label={`Copy key number ${number}`} />
      <p className="muted m-0">
        {since === null ? (
          "From the first record"
        ) : (
          <>
            From <TimeText at={since} />
          </>
        )}
        {endedAt === null ? null : (
          <>
            {" "}
            to <TimeText at={endedAt} />: heads of up to <span className="num">{count(until ?? 0)}</span> records
          </>
        )}
      </p>
    </li>
  );
}
