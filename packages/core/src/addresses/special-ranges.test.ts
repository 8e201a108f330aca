import { expect, test } from "vitest";
import { parseIpAddress } from "./ip-address.ts";
import { specialRange } from "./special-ranges.ts";

const rangeOf = (text: string): string | null => {
  const address = parseIpAddress(text);
  if (!address) throw new Error(`${text} is no address`);
  return specialRange(address);
};

test.each([
  ["0.0.0.0", "unspecified"],
  ["10.255.255.255", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.0.1", "private"],
  ["100.100.100.200", "carrierGradeNat"],
  ["127.8.8.8", "loopback"],
  ["169.254.169.254", "linkLocal"],
  ["168.63.129.16", "hostService"],
  ["192.0.0.192", "reserved"],
  ["192.0.2.1", "documentation"],
  ["192.88.99.1", "6to4"],
  ["198.19.0.1", "benchmarking"],
  ["224.0.0.1", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::ffff:10.0.0.1", "private"],
  ["::8.8.8.8", "reserved"],
  ["64:ff9b::127.0.0.1", "loopback"],
  ["64:ff9b::a9fe:a9fe", "linkLocal"],
  ["64:ff9b:1::8.8.8.8", "reserved"],
  ["2002:808:808::1", "6to4"],
  ["2001::1", "teredo"],
  ["2001:10::1", "reserved"],
  ["2001:db8::1", "documentation"],
  ["3fff::1", "documentation"],
  ["fc00::1", "uniqueLocal"],
  ["fd00:ec2::254", "uniqueLocal"],
  ["fe80::1", "linkLocal"],
  ["fec0::1", "siteLocal"],
  ["ff02::1", "multicast"],
  ["4000::1", "reserved"],
  ["100::1", "reserved"],
])("%s is %s", (text, expected) => {
  expect(rangeOf(text)).toBe(expected);
});

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "169.253.255.255",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.1",
  "223.255.255.255",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
  "2606:4700::1111",
  "2a00:1450:4001::1",
])("%s is of the public internet", (text) => {
  expect(rangeOf(text)).toBeNull();
});
