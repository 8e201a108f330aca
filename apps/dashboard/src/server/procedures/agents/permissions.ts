import { conditionInWords, type EffectiveLimit, type EffectiveRule } from "@countersign/policy";
import { type OperationPermission, readAgentPermissions } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import {
  agentPermissionsSchema,
  type OperationPermissionView,
  type PermissionLimit,
  type PermissionRule,
} from "../../views/agent-permissions.ts";
import { readDefinition, titleOf } from "../../views/operation-definition.ts";
import { sampleArguments } from "../../views/sample-arguments.ts";

export const permissions = organizationProcedure("agents.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/agents/{agentId}/permissions",
      tags: ["agents"],
      summary: "What an agent may do: every operation with its outcome, rules and limits",
    },
  })
  .input(
    z.object({
      agentId: z.string().max(80),
      instanceId: z.string().max(80).optional().meta({ description: "Of this instance alone." }),
    }),
  )
  .output(agentPermissionsSchema)
  .query(async ({ ctx, input: { agentId, instanceId } }) => {
    const read = await readAgentPermissions(
      { db: ctx.services.db },
      {
        organizationId: ctx.membership.organizationId,
        agentId,
        ...(instanceId === undefined ? {} : { instanceId }),
      },
    );
    if (!read.ok) throw new RefusalError(read.refusal);
    return { policyVersion: read.value.policyVersion, operations: read.value.operations.map(permissionView) };
  });

function permissionView(permission: OperationPermission): OperationPermissionView {
  const { operation, connection, connectionTitle, isQuarantined, isStopped, price } = permission;
  return {
    operation,
    title: titleOf(readDefinition(permission.definition), operation.slice(connection.length + 1)),
    connection,
    connectionTitle,
    class: permission.class,
    isStopped,
    sample: JSON.stringify(sampleArguments(permission.definition)),
    priceMicros: price?.micros.toString() ?? null,
    ...(isQuarantined
      ? { outcome: "denied", deniedBy: "quarantine", rules: [], limits: [] }
      : {
          outcome: permission.outcome,
          deniedBy: permission.deniedBy,
          rules: permission.rules.map(ruleView),
          limits: permission.limits.map(limitView),
        }),
  };
}

function ruleView({ ruleId, effect, holds, when, requirement }: EffectiveRule): PermissionRule {
  return {
    ruleId,
    effect,
    holds,
    when,
    words: when === null ? null : conditionInWords(when),
    approval: requirement && {
      by: [...requirement.by.emails, ...requirement.by.roles.map((role) => `role:${role}`)],
      quorum: requirement.quorum,
      expiresMs: requirement.expiresMs,
    },
  };
}

function limitView({ ruleId, owner, kind, scope, window, max, holds }: EffectiveLimit): PermissionLimit {
  return { ruleId, owner: owner?.name ?? null, kind, scope, window, max: max.toString(), holds };
}
