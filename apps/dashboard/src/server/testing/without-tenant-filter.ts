import type { Db, TenantScope } from "@countersign/db";

/**
 * The same database through a query layer that has lost its tenant filter: model queries lose every condition on the
 * organization, and raw statements have it replaced by one that holds for every row. What is left is the database's wall.
 */
export function withoutTenantFilter<D extends Db>(db: D, seen: { mutations: number }): D {
  return {
    ...db,
    tenant: (organizationId, work, options) =>
      db.tenant(organizationId, (scope) => work({ ...scope, tx: unfiltered(scope.tx, seen) }), options),
  };
}

const RAW = ["$queryRaw", "$executeRaw"];
const CONDITION = /((?:\b\w+\.)?"organizationId"\s*=\s*)$/;

function unfiltered(tx: TenantScope["tx"], seen: { mutations: number }): TenantScope["tx"] {
  return new Proxy(tx, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === "string" && RAW.includes(name) && typeof value === "function") {
        return (strings: TemplateStringsArray, ...values: unknown[]) =>
          value.call(target, openTemplate(strings, seen), ...values);
      }
      return typeof value === "object" && value !== null ? unfilteredModel(value, seen) : value;
    },
  });
}

/** `"organizationId" = $1` becomes `'' <> $1`: true for every row, with as many parameters as before. */
function openTemplate(strings: TemplateStringsArray, seen: { mutations: number }): TemplateStringsArray {
  const opened = strings.map((part) => {
    if (!CONDITION.test(part)) return part;
    seen.mutations += 1;
    return part.replace(CONDITION, "'' <> ");
  });
  return Object.assign(opened, { raw: opened });
}

function unfilteredModel(model: object, seen: { mutations: number }): object {
  return new Proxy(model, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (args: unknown) => value.call(target, withoutCondition(args, seen));
    },
  });
}

function withoutCondition(args: unknown, seen: { mutations: number }): unknown {
  if (typeof args !== "object" || args === null || !("where" in args)) return args;
  const { where } = args;
  if (typeof where !== "object" || where === null || !("organizationId" in where)) return args;
  const { organizationId: _organizationId, ...rest } = where;
  seen.mutations += 1;
  return { ...args, where: rest };
}
