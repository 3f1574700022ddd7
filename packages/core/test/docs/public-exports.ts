/** What a package shows its users, read with the compiler: every export of every entry, with its docstring. */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { Node } from "typescript/unstable/ast"
import { isFunctionLikeDeclaration, isNewExpression, isThrowStatement } from "typescript/unstable/ast"
import { API, SignatureKind, SymbolFlags, TypeFlags } from "typescript/unstable/sync"
import type { Project, Symbol, Type } from "typescript/unstable/sync"

/** How something that is called or run can fail. */
export interface Failing {
  /** The names of the errors in its type, each alone (a union is its members), and of what it throws itself. */
  readonly errors: ReadonlyArray<string>
  readonly isPromise: boolean
}

/** A field, parameter or constant that is a plain number, or a plain text that may be an amount. */
export interface PlainValue {
  readonly name: string
  readonly doc: string
  readonly isText: boolean
}

/** A member that is called or run. */
export interface Method extends Failing {
  readonly name: string
  readonly doc: string
  /** The docstring of the type that declares it, which may be another one than the export. */
  readonly around: string
  /** It does something: it is an effect, or gives an effect, a stream, a layer or a promise. */
  readonly isAction: boolean
}

/** One export as its users see it. */
export interface PublicExport {
  readonly name: string
  /** File and line of its declaration, such as `src/money/Rupiah.ts:24`. */
  readonly where: string
  readonly file: string
  /** Its docstring but for the tags. */
  readonly doc: string
  readonly examples: ReadonlyArray<string>
  /** Only for what is called, run or provided: functions, effects, streams, layers. */
  readonly failing: Failing | undefined
  /** A service, or a class with methods of its own. */
  readonly hasMethods: boolean
  /** A function, a schema or a constant: no type, and no class of an error. */
  readonly isFact: boolean
  readonly methods: ReadonlyArray<Method>
  readonly values: ReadonlyArray<PlainValue>
}

/** The exports of a package, and the names that stand for several errors, such as `FinpayError`. */
export interface Surface {
  readonly exports: ReadonlyArray<PublicExport>
  readonly families: ReadonlyMap<string, ReadonlyArray<string>>
}

const holds = (flags: number, flag: number): boolean => (flags & flag) !== 0

/** What carries an error as its second type argument. */
const carriers = new Set(["Effect", "Layer", "Stream", "Result"])

/** The classes a function throws itself, not what those inside it throw. */
const thrownBy = (node: Node, depth = 0): ReadonlyArray<string> => {
  if (isThrowStatement(node) && isNewExpression(node.expression)) return [node.expression.expression.getText()]
  const inside = isFunctionLikeDeclaration(node) ? depth + 1 : depth
  const thrown: Array<string> = []
  if (inside < 2) node.forEachChild((child) => void thrown.push(...thrownBy(child, inside)))
  return thrown
}

const hasName = (symbol: Symbol | undefined): symbol is Symbol => symbol !== undefined && !symbol.name.startsWith("__")

/** Reads the symbols of one project. */
const readerOf = (project: Project, root: string) => {
  const { checker } = project

  const targetOf = (symbol: Symbol): Symbol =>
    holds(symbol.flags, SymbolFlags.Alias) ? checker.getAliasedSymbol(symbol) : symbol
  const typeOf = (symbol: Symbol): Type =>
    checker.getNonNullableType(checker.getTypeOfSymbol(symbol) ?? checker.getUnknownType()) ?? checker.getUnknownType()
  const callsOf = (type: Type) => checker.getSignaturesOfType(type, SignatureKind.Call)
  // The compiler writes paths in lower case where the file system does not tell cases apart.
  const isOurs = ({ declarations }: Symbol): boolean =>
    declarations.some(({ path }) => path.toLowerCase().startsWith(root.toLowerCase()))
  const propertyOf = (type: Type, name: string): Type | undefined => {
    const property = checker.getPropertyOfType(type, name)
    return property === undefined ? undefined : typeOf(property)
  }

  const errorNames = (type: Type): ReadonlyArray<string> => {
    if (holds(type.flags, TypeFlags.Never | TypeFlags.TypeParameter)) return []
    const parts = type.isUnionType() ? type.getTypes() ?? [] : [type]
    const alias = type.getAliasSymbol()
    if (alias !== undefined && parts.some((part) => !hasName(part.getSymbol()))) return [alias.name]
    const named = parts.filter((part) => !holds(part.flags, TypeFlags.TypeParameter)).map((part) => {
      const symbol = part.getSymbol()
      return hasName(symbol) ? symbol.name : checker.typeToString(part)
    })
    return named.toSorted()
  }

  const carriedError = (type: Type): Type | undefined => {
    if (carriers.has(type.getAliasSymbol()?.name ?? "")) return type.getAliasTypeArguments()[1]
    if (!carriers.has(type.getSymbol()?.name ?? "") || !type.isTypeReference()) return undefined
    return checker.getTypeArguments(type)[1]
  }

  /** `undefined` for what is neither called nor run. */
  const failingOf = (type: Type): Failing | undefined => {
    const error = carriedError(type)
    if (error !== undefined) return { errors: errorNames(error), isPromise: false }
    const calls = callsOf(type)
    if (calls.length === 0) return undefined
    const returned = calls.flatMap((call) => checker.getReturnTypeOfSignature(call) ?? [])
    return {
      errors: [...new Set(returned.flatMap((one) => failingOf(one)?.errors ?? []))],
      isPromise: returned.some((one) => one.getSymbol()?.name === "Promise")
    }
  }

  const isService = (value: Type): boolean =>
    checker.getPropertyOfType(value, "Service") !== undefined && checker.getPropertyOfType(value, "key") !== undefined

  const isError = (target: Symbol): boolean =>
    holds(target.flags, SymbolFlags.Class) &&
    checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(target), "stack") !== undefined

  const ownMembers = (type: Type): ReadonlyArray<Symbol> =>
    (type.isUnionType() ? type.getTypes() ?? [] : [type]).flatMap((part) => {
      const members = checker.getPropertiesOfType(part).filter((member) =>
        !member.name.startsWith("__") && isOurs(member)
      )
      const inline = members.map(typeOf).filter((one) =>
        one.getSymbol()?.name === "__type" && callsOf(one).length === 0
      )
      return [...members, ...inline.flatMap(ownMembers)]
    })

  /** What is read or called of it: members of a type, of what a schema decodes to, of a class and of its service. */
  const membersOf = (target: Symbol, value: Type | undefined): ReadonlyArray<Symbol> => {
    const isType = holds(target.flags, SymbolFlags.Interface | SymbolFlags.Class | SymbolFlags.TypeAlias)
    const isClass = holds(target.flags, SymbolFlags.Class)
    return [
      ...new Set([
        isType ? checker.getDeclaredTypeOfSymbol(target) : undefined,
        value === undefined ? undefined : propertyOf(value, isService(value) ? "Service" : "Type"),
        isClass ? value : undefined
      ].flatMap((type) => type === undefined ? [] : ownMembers(type)))
    ]
  }

  const docOf = (symbol: Symbol): string => symbol.getDocumentationComment(checker)

  const plainValue = (symbol: Symbol): ReadonlyArray<PlainValue> => {
    const { flags } = typeOf(symbol)
    const isText = holds(flags, TypeFlags.StringLike)
    const isPlain = isText || holds(flags, TypeFlags.NumberLike | TypeFlags.BigIntLike)
    return isPlain ? [{ name: symbol.name, doc: docOf(symbol), isText }] : []
  }

  const isAction = (type: Type): boolean =>
    callsOf(type).flatMap((call) => checker.getReturnTypeOfSignature(call) ?? []).some((returned) =>
      carriedError(returned) !== undefined || returned.getSymbol()?.name === "Promise" || isAction(returned)
    )

  const methodOf = (member: Symbol): ReadonlyArray<Method> => {
    const type = typeOf(member)
    const failing = failingOf(type)
    if (failing === undefined) return []
    const parent = member.getParent()
    const around = parent === undefined ? "" : docOf(parent)
    return [{
      name: member.name,
      doc: docOf(member),
      around,
      isAction: type.getSymbol()?.name === "Effect" || isAction(type),
      ...failing
    }]
  }

  const read = (symbol: Symbol): PublicExport => {
    const target = targetOf(symbol)
    const value = target.valueDeclaration === undefined ? undefined : typeOf(target)
    const nodes = target.declarations.flatMap((declaration) => declaration.resolve(project) ?? [])
    const [node] = nodes
    if (node === undefined) throw new Error(`${symbol.name} has no declaration`)
    const source = node.getSourceFile()
    const file = relative(root, source.fileName)
    const members = membersOf(target, value)
    const calls = value === undefined ? [] : callsOf(value)
    const own = value === undefined ? undefined : failingOf(value)
    const methods = members.flatMap(methodOf)
    const isClass = holds(target.flags, SymbolFlags.Class)
    return {
      name: symbol.name,
      where: `${file}:${source.text.slice(0, node.getStart()).split("\n").length}`,
      file,
      doc: docOf(target),
      examples: target.getJsDocTags(checker).flatMap(({ name, text }) => name === "example" ? [text ?? ""] : []),
      failing: own === undefined
        ? undefined
        : { ...own, errors: [...own.errors, ...nodes.flatMap((one) => thrownBy(one))] },
      hasMethods: value !== undefined && (isService(value) || (isClass && !isError(target) && methods.length > 0)),
      isFact: value !== undefined && !isError(target),
      methods,
      values: [
        ...members.flatMap(plainValue),
        ...calls.flatMap((call) => call.getParameters()).flatMap(plainValue),
        ...(value === undefined ? [] : plainValue(target))
      ]
    }
  }

  const familyOf = (symbol: Symbol): ReadonlyArray<readonly [name: string, errors: ReadonlyArray<string>]> => {
    const target = targetOf(symbol)
    if (!holds(target.flags, SymbolFlags.TypeAlias)) return []
    const type = checker.getDeclaredTypeOfSymbol(target)
    return type.isUnionType()
      ? [[symbol.name, (type.getTypes() ?? []).flatMap((part) => part.getSymbol()?.name ?? [])]]
      : []
  }

  /** `undefined` for a file that the project does not have. */
  const symbolsOf = (file: string): ReadonlyArray<Symbol> | undefined => {
    const source = project.program.getSourceFile(file)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    return module === undefined ? undefined : checker.getExportsOfModule(module)
  }

  return { read, familyOf, symbolsOf }
}

const repository = fileURLToPath(new URL("../../../../", import.meta.url))
const packages = ["core", "transport", "journal", "simulator", "reconcile"]

/** The surface of the files, which belong to the project of `config`; places are told from `root`. */
export const surfaceOf = (root: string, config: string, entries: ReadonlyArray<string>): Surface => {
  const api = new API({ cwd: repository })
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    if (project === undefined) throw new Error(`${config} is no project`)
    const { familyOf, read, symbolsOf } = readerOf(project, root)
    const symbols = entries.flatMap((entry) => {
      const found = symbolsOf(entry)
      if (found === undefined) throw new Error(`${entry} is not in ${config}, or exports nothing`)
      return found
    })
    const others = packages.flatMap((name) => symbolsOf(`${repository}packages/${name}/src/index.ts`) ?? [])
    return { exports: symbols.map(read), families: new Map([...others, ...symbols].flatMap(familyOf)) }
  } finally {
    api.close()
  }
}

/** The surface of the package at `root`: all that its `exports` lead to. */
export const packageSurface = (root: URL): Surface => {
  const folder = fileURLToPath(root)
  const { exports } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
    readonly exports: Readonly<Record<string, string>>
  }
  return surfaceOf(
    folder,
    `${folder}tsconfig.json`,
    Object.values(exports).map((file) => fileURLToPath(new URL(file, root)))
  )
}
