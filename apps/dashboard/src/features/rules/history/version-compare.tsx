"use client";

import { Button, Dialog, DiffView, Field, Select, SkeletonRows, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { EffectsList } from "../effects/effects-list.tsx";
import { RestoreForm } from "./restore-form.tsx";

interface VersionCompareProps {
  /** The version that is open; null for none. */
  readonly version: number | null;
  readonly published: number;
  readonly canRestore: boolean;
  readonly onClose: () => void;
}

/** One version against another, by itself against the one before; and the way back to it. */
export function VersionCompare({ version, onClose, ...rest }: VersionCompareProps) {
  return (
    <Dialog title={`Version ${version ?? ""}`} isOpen={version !== null} onClose={onClose} shape="sheet">
      {version === null ? null : <Compared key={version} version={version} onClose={onClose} {...rest} />}
    </Dialog>
  );
}

function Compared({ version, published, canRestore, onClose }: VersionCompareProps & { readonly version: number }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const [against, setAgainst] = useState(version - 1);
  const unchanging = { staleTime: Number.POSITIVE_INFINITY };
  const shown = useQuery(trpc.policy.version.queryOptions({ organization, version }, unchanging));
  const other = useQuery(
    trpc.policy.version.queryOptions({ organization, version: against }, { ...unchanging, enabled: against > 0 }),
  );
  const error = shown.error ?? (against > 0 ? other.error : null);
  if (error) return <QueryError error={error} onRetry={() => Promise.all([shown.refetch(), other.refetch()])} />;
  if (!shown.data) return <SkeletonRows rows={8} label="Loading the version" />;
  const others = Array.from({ length: published + 1 }, (_, index) => published - index).filter(
    (one) => one !== version,
  );
  const isOlder = against < version;
  const source = against === 0 ? "" : other.data?.source;
  const names = { [version]: shown.data.source, [against]: source };
  const [before, after] = isOlder ? [against, version] : [version, against];
  return (
    <div className="policy-merge">
      <p className="m-0">
        {shown.data.message}
        <span className="label block">
          {shown.data.publishedByName ?? "Unknown"}, <TimeText at={shown.data.publishedAt} />
        </span>
      </p>
      <Field label="Compare with">
        {(control) => (
          <Select {...control} value={against} onChange={(event) => setAgainst(Number(event.target.value))}>
            {others.map((one) => (
              <option key={one} value={one}>
                {nameOf(one, published)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {source === undefined ? (
        <SkeletonRows rows={8} label="Loading the other version" />
      ) : (
        <DiffView
          label={`Version ${before} and version ${after}`}
          before={names[before] ?? ""}
          after={names[after] ?? ""}
          beforeTitle={nameOf(before, published)}
          afterTitle={nameOf(after, published)}
        />
      )}
      <EffectsList before={{ version: before }} after={{ version: after }} />
      {canRestore && version !== published ? (
        <RestoreForm version={version} published={published} onDone={onClose} />
      ) : null}
      <Button className="justify-self-start" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}

function nameOf(version: number, published: number): string {
  if (version === 0) return "Nothing, before the first";
  return version === published ? `Version ${version}, in use` : `Version ${version}`;
}
