"use client";

import type { CallRecord } from "@countersign/contracts";
import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { Button, SkeletonRows } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC, useTRPCClient } from "#features/api/trpc.ts";
import { ExplainedRules } from "#features/rules/try-call/explanation.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Every rule that looked at the call and why it did or didn't apply, worked out from the version that decided it. */
export function DecisionTrace({ record }: { readonly record: CallRecord }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const args = wholeArguments(record);
  const explain = useMutation(trpc.policy.explain.mutationOptions());
  const trace = useMutation({
    mutationFn: async (known: JsonObject) => {
      const { source } = await client.policy.version.query({ organization, version: record.policyVersion });
      return explain.mutateAsync({
        organization,
        source,
        agent: record.principal.agentName,
        ...(record.principal.instanceName === "default" ? {} : { instance: record.principal.instanceName }),
        operation: `${record.connectionName}.${record.operationName}`,
        arguments: known,
        labels: record.sessionLabels ?? null,
      });
    },
  });
  if (args === null)
    return <p className="label">The arguments aren't kept whole, so its rules can't be worked out again.</p>;
  if (trace.isPending) return <SkeletonRows rows={3} label="Working out every rule" />;
  if (trace.isSuccess) {
    if (trace.data.kind !== "explained") return <p className="label">That version can't be read any more.</p>;
    return (
      <div className="policy-explanation mt-2">
        <p className="label m-0">
          Worked out from policy version {record.policyVersion} and the recorded arguments, with agents and operations
          as they are today.
        </p>
        <ExplainedRules rules={trace.data.rules} />
      </div>
    );
  }
  return (
    <>
      <Button className="mt-2" onClick={() => trace.mutate(args)}>
        Show every rule
      </Button>
      {trace.isError ? (
        <p role="alert" className="text-deny">
          {describeError(trace.error)}
        </p>
      ) : null}
    </>
  );
}

function wholeArguments({ arguments: args }: CallRecord): JsonObject | null {
  if (args === null || args.isCut) return null;
  try {
    const value = JSON.parse(args.text) as JsonValue;
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
