import { newId } from "@countersign/contracts";
import { isInstanceName } from "@countersign/core";
import {
  type AgentRow,
  findAgent,
  findInstance,
  type InstanceRow,
  insertInstance,
  insertKey,
  type KeyRow,
  proveInstance,
  type TenantScope,
} from "@countersign/db";
import { createKeyHasher, issueKey as makeKey, type Secret } from "@countersign/vault";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import { checkRestrictions, type KeyRestrictions } from "./restrictions.ts";
import { shownKey } from "./shown-key.ts";

export interface SecretDeps extends ConfigurationDeps {
  readonly masterKey: Secret;
}

export interface KeyInput extends ConfigurationChange, KeyRestrictions {
  readonly agentId: string;
  /** With a name the key belongs to this instance alone, which is made or becomes proved; without, to the agent. */
  readonly instanceName?: string;
  readonly title?: string;
}

export interface IssuedAgentKey {
  readonly keyId: string;
  /** The whole key. It can't be shown again. */
  readonly text: Secret;
  readonly instance: InstanceRow | null;
}

/** Issues a key for an agent or one of its instances. */
export async function issueKey(deps: SecretDeps, input: KeyInput): Promise<ChangeOutcome<IssuedAgentKey>> {
  const { instanceName } = input;
  if (instanceName !== undefined && !isInstanceName(instanceName)) {
    return invalidField("instanceName", "An instance name is lower-case letters, digits and hyphens, at most 62.");
  }
  const hasher = createKeyHasher(deps.masterKey);
  return changeConfiguration<IssuedAgentKey>(deps, input, async (scope, organization) => {
    const agent = await findAgent(scope, input.agentId);
    if (!agent) return unknownTarget("agent");
    if (agent.archivedAt) return invalidField("agentId", `The agent ${agent.name} is archived. Restore it first.`);
    const checked = await checkRestrictions(scope, input);
    if (!checked.ok) return checked;
    const { expiresAt = null, ipRanges = [], connectionIds = [] } = checked.value;
    const instance = instanceName === undefined ? null : await provedInstance(scope, agent, instanceName);
    const { text, keyRef, secretHash } = makeKey(hasher, "csk", organization.keyRef);
    const row: KeyRow = await insertKey(scope, {
      id: newId("key"),
      agentId: agent.id,
      instanceId: instance?.id ?? null,
      keyRef,
      secretHash,
      title: input.title?.trim() ?? "",
      expiresAt,
      ipRanges,
      connectionIds,
      rotatedFromId: null,
    });
    return {
      ok: true,
      value: { keyId: row.id, text, instance },
      act: {
        kind: "key",
        action: "key.issued",
        subject: { kind: "key", id: row.id, name: keyRef },
        agentName: agent.name,
        ...(instance ? { instanceName: instance.name } : {}),
        detail: { before: null, after: shownKey(row) },
        summary: `key issued for ${instance ? `${agent.name}, instance ${instance.name}` : agent.name}`,
      },
    };
  });
}

async function provedInstance(scope: TenantScope, agent: AgentRow, name: string): Promise<InstanceRow> {
  const row =
    (await insertInstance(scope, { id: newId("instance"), agentId: agent.id, name, proved: true })) ??
    (await findInstance(scope, { agentId: agent.id, name }));
  if (!row) throw new Error("an instance can neither be made nor found");
  if (!row.proved) await proveInstance(scope, row.id);
  return { ...row, proved: true };
}
