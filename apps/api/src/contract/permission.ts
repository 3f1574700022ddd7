import * as Context from "effect/Context"
import * as Schema from "effect/Schema"

/** What an API key may be for. */
export const roles = ["viewer", "operator", "approver", "admin"] as const

/** What an API key may be for. */
export const Role = Schema.Literals(roles).annotate({
  identifier: "Role",
  description: "viewer: reads. operator: reads, creates payments and asks for refunds, voids and cancels. approver: " +
    "reads, approves what needs a second person, and closes what needs review. admin: all of it, and keys, merchants " +
    "and webhook endpoints."
})

/** What an API key may be for. */
export type Role = typeof Role.Type

/** What an endpoint asks for. */
export type Permission = "read" | "operate" | "approve" | "administer"

const permissions: Readonly<Record<Role, ReadonlyArray<Permission>>> = {
  viewer: ["read"],
  operator: ["read", "operate"],
  approver: ["read", "approve"],
  admin: ["read", "operate", "approve", "administer"]
}

/** Whether a key of this role may do it. */
export const mayDo = (role: Role, permission: Permission): boolean => permissions[role].includes(permission)

/** Whether a key of one role may do all that one of another may. */
export const isAtLeast = (role: Role, other: Role): boolean =>
  permissions[other].every((permission) => mayDo(role, permission))

/** The roles that may do it, for people. */
export const rolesWith = (permission: Permission): ReadonlyArray<Role> =>
  roles.filter((role) => mayDo(role, permission))

/** What an endpoint asks for, as an annotation of it. One that says nothing is for the administrator. */
export const Needs = Context.Reference<Permission>("@openfinpay/finpay-api/contract/Needs", {
  defaultValue: () => "administer"
})
