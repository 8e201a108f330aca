"use client";

import { Banner, Button, CopyButton, Facts, Section, SkeletonRows, TimeText } from "@countersign/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { type GivenProof, type ProofVerdict, verifyProof } from "./verify-proof.ts";

/** A record's place in the audit's tree, its proof, and a button that checks it in this browser. */
export function RecordProof({ recordId }: { readonly recordId: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const proof = useQuery(trpc.audit.proof.queryOptions({ organization, recordId }));
  if (proof.isError) return <QueryError level={2} error={proof.error} onRetry={proof.refetch} />;
  return (
    <Section title="Proof">
      {proof.isPending ? <SkeletonRows rows={3} label="Loading the proof" /> : <Proof proof={proof.data} />}
    </Section>
  );
}

function Proof({ proof }: { readonly proof: GivenProof }) {
  const check = useMutation({ mutationFn: () => verifyProof(proof) });
  return (
    <>
      <Facts
        facts={[
          {
            name: "Place",
            value: (
              <span className="num">
                leaf {proof.leafIndex.toLocaleString("en-US")} of {proof.treeSize.toLocaleString("en-US")}
              </span>
            ),
          },
          { name: "Leaf", value: <Copied text={proof.leafHash} label="Copy the leaf's hash" /> },
          { name: "Root", value: <Copied text={proof.root} label="Copy the root" /> },
          { name: "Key", value: <Copied text={proof.publicKey} label="Copy the public key" /> },
        ]}
      />
      <p className="my-3 flex flex-wrap items-center gap-3">
        <Button onClick={() => check.mutate()} disabled={check.isPending}>
          {check.isPending ? "Verifying" : "Verify in this browser"}
        </Button>
        <CopyButton text={() => JSON.stringify(proof, null, 2)} label="Copy the proof as JSON">
          Copy proof
        </CopyButton>
      </p>
      <div aria-live="polite">
        {check.data ? <Verdict verdict={check.data} /> : null}
        {check.isError ? <Banner tone="attention">This browser can't check the signature (Ed25519).</Banner> : null}
      </div>
    </>
  );
}

function Verdict({ verdict }: { readonly verdict: ProofVerdict }) {
  if (verdict.kind === "wrong") return <Banner tone="danger">This doesn't verify. {verdict.why}</Banner>;
  if (!verdict.isSigned) {
    return (
      <Banner tone="attention">
        The record stands in the tree. Its head is signed within a minute of the record; verify again then.
      </Banner>
    );
  }
  return (
    <Banner tone="ok">
      The record stands in the tree that was signed{" "}
      {verdict.signedAt === null ? null : <TimeText at={verdict.signedAt} />}. It proves that nobody changed it since,
      unless they hold the signing key: keep signed heads elsewhere to rule that out too.
    </Banner>
  );
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className="inline-flex flex-wrap items-center">
      <span className="mono break-all">{text}</span>
      <CopyButton text={text} label={label} />
    </span>
  );
}
