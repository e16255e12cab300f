import type { Handler } from "../api-call";
import { deleteGuestDirectory, deleteGuestFile } from "./delete";
import { getGuestOperations } from "./guest-operations";
import { listVms } from "./list-vms";
import { createGuestDirectory, moveGuestDirectory } from "./directories";
import { getGuestFile, listGuestFiles, moveGuestFile, updateGuestFile } from "./files";
import { createProcess, deleteProcess, getProcess, listProcesses } from "./processes";
import { createSession, deleteSession, getSession } from "./session";
import { createTemporaryDirectory, createTemporaryFile } from "./temporary";
import { createTransfer } from "./transfers";

/** The operations that are reproduced, by the contract's operationId. A new one: a file here, a line below. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  "Cis.Session_create": createSession,
  "Cis.Session_get": getSession,
  "Cis.Session_delete": deleteSession,
  "Vcenter.VM_list": listVms,
  "Vcenter.Vm.Guest.Operations_get": getGuestOperations,
  "Vcenter.Vm.Guest.Filesystem.Files_createTemporary": createTemporaryFile,
  "Vcenter.Vm.Guest.Filesystem.Files_delete": deleteGuestFile,
  "Vcenter.Vm.Guest.Filesystem.Files_get": getGuestFile,
  "Vcenter.Vm.Guest.Filesystem.Files_list": listGuestFiles,
  "Vcenter.Vm.Guest.Filesystem.Files_move": moveGuestFile,
  "Vcenter.Vm.Guest.Filesystem.Files_update": updateGuestFile,
  "Vcenter.Vm.Guest.Filesystem.Directories_create": createGuestDirectory,
  "Vcenter.Vm.Guest.Filesystem.Transfers_create": createTransfer,
  "Vcenter.Vm.Guest.Filesystem.Directories_createTemporary": createTemporaryDirectory,
  "Vcenter.Vm.Guest.Filesystem.Directories_delete": deleteGuestDirectory,
  "Vcenter.Vm.Guest.Filesystem.Directories_move": moveGuestDirectory,
  "Vcenter.Vm.Guest.Processes_create": createProcess,
  "Vcenter.Vm.Guest.Processes_list": listProcesses,
  "Vcenter.Vm.Guest.Processes_get": getProcess,
  "Vcenter.Vm.Guest.Processes_delete": deleteProcess,
};
