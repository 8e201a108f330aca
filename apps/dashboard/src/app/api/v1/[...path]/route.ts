import { handleManagementApi } from "#server/management-api/handle.ts";

export {
  handleManagementApi as DELETE,
  handleManagementApi as GET,
  handleManagementApi as PATCH,
  handleManagementApi as POST,
  handleManagementApi as PUT,
};
