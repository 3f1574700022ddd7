const longestActor = 255

/**
 * Who stands behind a change that two people wanted: both names are in the audit log. Names that are too long together
 * are left to their ends, where the ids of the keys are.
 */
export const approvedBy = (asker: string, approver: string): string => {
  const whole = `${asker}; approved by ${approver}`
  if (whole.length <= longestActor) return whole
  return `${asker.slice(-110).toWellFormed()}; approved by ${approver.slice(-110).toWellFormed()}`
}
