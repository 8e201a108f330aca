import { isJsonObject, type JsonObject } from "@countersign/core";
import type { OperationRow } from "@countersign/db";
import { argumentFacts, FUNCTION_FACTS, parsePolicy } from "@countersign/policy";
import { readPolicy, readVocabulary } from "@countersign/usecases";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { readDefinition, titleOf } from "../../views/operation-definition.ts";
import { type Vocabulary, vocabularySchema } from "../../views/vocabulary.ts";

const CLASSES = ["read", "write", "destructive", "external"] as const;
const LONGEST_DESCRIPTION = 600;

export const vocabulary = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/policy/vocabulary",
      tags: ["policy"],
      summary: "Everything a policy may name: agents, operations with arguments, people, functions",
    },
  })
  .output(vocabularySchema)
  .query(async ({ ctx }): Promise<Vocabulary> => {
    const { organizationId } = ctx.membership;
    const { db } = ctx.services;
    const found = await readVocabulary({ db }, { organizationId });
    const policy = await readPolicy({ db }, { organizationId });
    const parsed = policy ? parsePolicy(policy.source) : null;
    const { lists, approvers } = parsed?.ok ? parsed.document : { lists: {}, approvers: {} };
    return {
      agents: found.agents.map(({ id, name, title, tags }) => ({
        name,
        title,
        tags,
        instances: found.instances.filter(({ agentId }) => agentId === id).map((instance) => instance.name),
      })),
      connections: found.connections.map(({ id, name, title }) => ({
        name,
        title,
        operations: found.operations
          .filter(({ connectionId }) => connectionId === id)
          .map((operation) => operationView(name, operation)),
      })),
      lists: Object.entries(lists).map(([name, entries]) => ({ name, entries: entries.length })),
      groups: Object.entries(approvers).map(([name, { members }]) => ({ name, members: [...members] })),
      members: found.members.map(({ user, role }) => ({ name: user.name, email: user.email, role })),
      webhooks: [...found.webhooks],
      slackChannels: [...found.slackChannels],
      functions: FUNCTION_FACTS.map((fact) => ({ ...fact })),
      starter: found.starter,
    };
  });

function operationView(connection: string, operation: OperationRow) {
  const schema = inputSchemaOf(operation.definition);
  return {
    id: `${connection}.${operation.name}`,
    name: operation.name,
    title: titleOf(readDefinition(operation.definition), operation.name),
    description: descriptionOf(operation.definition),
    class: CLASSES.find((known) => known === operation.class) ?? ("destructive" as const),
    isQuarantined: operation.state === "quarantined",
    priceMicros: operation.priceMicros?.toString() ?? null,
    arguments: argumentFacts(schema).map((fact) => ({ ...fact, enum: [...fact.enum] })),
  };
}

function inputSchemaOf(definition: string): JsonObject {
  const parsed: unknown = JSON.parse(definition);
  const schema = isJsonObject(parsed) ? parsed["inputSchema"] : null;
  return isJsonObject(schema) ? schema : {};
}

function descriptionOf(definition: string): string | null {
  const parsed: unknown = JSON.parse(definition);
  const description = isJsonObject(parsed) ? parsed["description"] : null;
  return typeof description === "string" ? description.slice(0, LONGEST_DESCRIPTION) : null;
}
