//! Which languages there are.

use super::Kind;
use super::languages::{
    CHARACTER, CSHARP_RAW, DOUBLE, DOUBLE_LINES, DOUBLE_RAW, DOUBLE_THREE, LONG, Language, NONE, Place, RUST_RAW,
    RUST_RAW_ONE, RUST_RAW_TWO, SINGLE, SINGLE_RAW, SINGLE_RAW_LINES, SINGLE_RAW_THREE, SINGLE_THREE, SLASHES, TICKS,
    TICKS_RAW,
};

/// All of them.
pub(super) const ALL: &[Language] = &[
    Language {
        names: &["rust", "rs"],
        words: "Self as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i128 \
            i16 i32 i64 i8 if impl in isize let loop macro_rules match mod move mut pub ref return self static str \
            struct super trait true type u128 u16 u32 u64 u8 unsafe use usize where while",
        nested: true,
        texts: &[RUST_RAW_TWO, RUST_RAW_ONE, RUST_RAW, DOUBLE, CHARACTER],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["python", "py", "python3", "pyi"],
        words: "False None True and as assert async await break case class cls continue def del elif else except finally \
            for from global if import in is lambda match nonlocal not or pass raise return self try while with yield",
        comments: &["#"],
        texts: &[DOUBLE_THREE, SINGLE_THREE, DOUBLE, SINGLE],
        signs: &[('@', Kind::Name)],
        types: true,
        ..NONE
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "cjs", "node"],
        words: "abstract as async await break case catch class const continue debugger default delete do else enum \
            export extends false finally for from function get if import in instanceof let new null of return set \
            static super switch this throw true try typeof undefined var void while with yield",
        texts: &[DOUBLE, SINGLE, TICKS],
        letters: "$",
        types: true,
        ..SLASHES
    },
    Language {
        names: &["typescript", "ts", "tsx"],
        words: "abstract any as async await boolean break case catch class const continue debugger declare default \
            delete do else enum export extends false finally for from function get if implements import in infer \
            instanceof interface is keyof let namespace never new null number object of private protected public \
            readonly return satisfies set static string super switch symbol this throw true try type typeof \
            undefined unknown var void while with yield",
        texts: &[DOUBLE, SINGLE, TICKS],
        letters: "$",
        signs: &[('@', Kind::Name)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["java"],
        words: "abstract assert boolean break byte case catch char class const continue default do double else enum \
            extends false final finally float for goto if implements import instanceof int interface long native new \
            null package permits private protected public record return sealed short static strictfp super switch \
            synchronized this throw throws transient true try var void volatile while yield",
        texts: &[DOUBLE_THREE, DOUBLE, SINGLE],
        signs: &[('@', Kind::Name)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["kotlin", "kt", "kts"],
        words: "abstract actual annotation as break by catch class companion const constructor continue data do else \
            enum expect false final finally for fun get if import in infix init inline inner interface internal is \
            lateinit null object open operator out override package private protected public return sealed set super \
            suspend this throw true try typealias val var vararg when where while",
        nested: true,
        texts: &[DOUBLE_THREE, DOUBLE, SINGLE],
        signs: &[('@', Kind::Name)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["c", "h"],
        words: "NULL auto bool break case char const continue default do double else enum extern false float for goto if \
            inline int int16_t int32_t int64_t int8_t long register restrict return short signed size_t sizeof \
            static struct switch true typedef uint16_t uint32_t uint64_t uint8_t union unsigned void volatile while",
        texts: &[DOUBLE, SINGLE],
        signs: &[('#', Kind::Keyword)],
        ..SLASHES
    },
    Language {
        names: &["cpp", "c++", "cc", "cxx", "hpp"],
        words: "NULL alignas alignof and and_eq auto bitand bitor bool break case catch char class co_await co_return \
            co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete \
            do double dynamic_cast else enum explicit export extern false final float for friend goto if import \
            inline int int16_t int32_t int64_t int8_t long module mutable namespace new noexcept not nullptr \
            operator or override private protected public register reinterpret_cast requires restrict return short \
            signed size_t sizeof static static_assert static_cast string struct switch template this thread_local \
            throw true try typedef typeid typename uint16_t uint32_t uint64_t uint8_t union unsigned using virtual \
            void volatile wchar_t while xor",
        texts: &[DOUBLE, SINGLE],
        signs: &[('#', Kind::Keyword)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["csharp", "cs", "c#", "dotnet"],
        words: "abstract as async await base bool break byte case catch char checked class const continue decimal \
            default delegate do double else enum event explicit extern false finally fixed float for foreach get \
            goto if implicit in init int interface internal is lock long namespace new null object operator out \
            override params private protected public readonly record ref required return sbyte sealed set short \
            sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe \
            ushort using var virtual void volatile when where while yield",
        texts: &[CSHARP_RAW, DOUBLE_THREE, DOUBLE, SINGLE],
        signs: &[('#', Kind::Keyword)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["go", "golang"],
        words: "any append bool break byte case chan close comparable complex128 complex64 const continue copy default \
            defer delete else error fallthrough false float32 float64 for func go goto if import int int16 int32 \
            int64 int8 interface iota len make map new nil package panic range recover return rune select string \
            struct switch true type uint uint16 uint32 uint64 uint8 uintptr var",
        texts: &[DOUBLE, SINGLE, TICKS_RAW],
        ..SLASHES
    },
    Language {
        names: &["ruby", "rb"],
        words: "BEGIN END alias and attr_accessor attr_reader attr_writer begin break case class def defined do else \
            elsif end ensure extend false for if in include module next nil not or private protected public raise \
            redo require require_relative rescue retry return self super then true undef unless until when while \
            yield",
        comments: &["#"],
        apart: true,
        around: &[("=begin", "=end")],
        texts: &[DOUBLE, SINGLE],
        letters: "?!",
        signs: &[('@', Kind::Name), (':', Kind::Name), ('$', Kind::Name)],
        types: true,
        ..NONE
    },
    Language {
        names: &["php"],
        words: "abstract and array as bool break callable case catch class clone const continue declare default do echo \
            else elseif enddeclare endfor endforeach endif endswitch endwhile enum exit extends false final finally \
            float fn for foreach function global goto if implements include include_once instanceof insteadof int \
            interface isset iterable list match mixed namespace never new null object or parent print private \
            protected public readonly require require_once return self static string switch this throw trait true \
            try unset use var void while xor yield",
        comments: &["//", "#"],
        around: &[("/*", "*/")],
        texts: &[DOUBLE, SINGLE],
        signs: &[('$', Kind::Name)],
        types: true,
        ..NONE
    },
    Language {
        names: &["swift"],
        words: "Self actor any as associatedtype async await break case catch class continue convenience default defer \
            deinit do dynamic else enum extension fallthrough false fileprivate final for func get guard if import \
            in indirect infix init inout internal is lazy let mutating nil nonmutating open operator optional \
            override postfix precedencegroup prefix private protocol public repeat required rethrows return self set \
            some static struct subscript super switch throw throws true try typealias unowned var weak where while",
        nested: true,
        texts: &[DOUBLE_THREE, DOUBLE],
        signs: &[('@', Kind::Name), ('#', Kind::Keyword)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "console", "fish"],
        words: "alias break case cd continue declare do done echo elif else esac eval exec exit export false fi for \
            function if in local printf read readonly return select set shift source test then time trap true unset \
            until while",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE, SINGLE_RAW_LINES],
        letters: "-",
        signs: &[('$', Kind::Name)],
        ..NONE
    },
    Language {
        names: &["powershell", "ps1", "pwsh"],
        words: "begin break catch class continue data do dynamicparm else elseif end enum exit false filter finally for \
            foreach from function if in null param process return switch throw trap true try until using while",
        any_case: true,
        comments: &["#"],
        around: &[("<#", "#>")],
        texts: &[DOUBLE_LINES, SINGLE_RAW_LINES],
        letters: "-",
        signs: &[('$', Kind::Name)],
        ..NONE
    },
    Language {
        names: &["sql", "mysql", "postgres", "postgresql", "pgsql", "plsql", "sqlite", "tsql"],
        words: "add all alter analyze and any as asc begin between bigint boolean by cascade case cast char check column \
            commit constraint create cross current_date current_timestamp database date decimal default delete desc \
            distinct do drop else end except exists explain false first float for foreign from full function grant \
            group having if ilike in index inner insert int integer intersect interval into is join key last left \
            like limit not null nulls numeric offset on or order outer over partition primary procedure real \
            recursive references rename replace returning revoke right rollback row rows savepoint select set \
            smallint table text then timestamp to transaction trigger true truncate union unique update using values \
            varchar view when where window with",
        any_case: true,
        comments: &["--"],
        around: &[("/*", "*/")],
        texts: &[SINGLE_RAW, DOUBLE_RAW, TICKS_RAW],
        ..NONE
    },
    Language {
        names: &["css", "scss", "sass", "less"],
        words: "and auto from important inherit initial none not only print revert screen to unset",
        texts: &[DOUBLE, SINGLE],
        letters: "-",
        signs: &[('@', Kind::Keyword), ('#', Kind::Number), ('$', Kind::Name)],
        keys: Some((':', Place::Declared)),
        ..SLASHES
    },
    Language {
        names: &["json", "json5", "jsonc", "webmanifest"],
        words: "false null true",
        texts: &[DOUBLE],
        keys: Some((':', Place::Anywhere)),
        ..SLASHES
    },
    Language {
        names: &["yaml", "yml"],
        words: "false no null off on true yes",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE, SINGLE_RAW],
        letters: "-./",
        signs: &[('&', Kind::Name), ('*', Kind::Name), ('!', Kind::Name)],
        keys: Some((':', Place::Line)),
        ..NONE
    },
    Language {
        names: &["toml"],
        words: "false inf nan true",
        comments: &["#"],
        texts: &[DOUBLE_THREE, SINGLE_RAW_THREE, DOUBLE, SINGLE_RAW],
        letters: "-.",
        keys: Some(('=', Place::Line)),
        sections: true,
        ..NONE
    },
    Language {
        names: &["ini", "conf", "cfg", "properties", "env", "dotenv", "editorconfig"],
        words: "false no off on true yes",
        comments: &["#", ";"],
        apart: true,
        texts: &[DOUBLE],
        letters: "-.",
        keys: Some(('=', Place::Line)),
        sections: true,
        ..NONE
    },
    Language {
        names: &["dockerfile", "docker", "containerfile"],
        words: "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL \
            USER VOLUME WORKDIR",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE, SINGLE],
        letters: "-",
        signs: &[('$', Kind::Name)],
        ..NONE
    },
    Language {
        names: &["makefile", "make", "mk"],
        words: "define else endef endif export ifdef ifeq ifndef ifneq include override unexport vpath",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE],
        letters: "-.",
        signs: &[('$', Kind::Name)],
        keys: Some((':', Place::Line)),
        ..NONE
    },
    Language {
        names: &["lua"],
        words: "and break do else elseif end false for function goto if in local nil not or repeat return self then true \
            until while",
        comments: &["--"],
        around: &[("--[[", "]]")],
        texts: &[LONG, DOUBLE, SINGLE],
        ..NONE
    },
    Language {
        names: &["perl", "pl", "pm"],
        words: "and cmp continue die do else elsif eq eval for foreach ge gt if last le local lt my ne next no not or \
            our package print redo ref require return say sub undef unless until use wantarray while xor",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE, SINGLE],
        signs: &[('$', Kind::Name), ('@', Kind::Name), ('%', Kind::Name)],
        ..NONE
    },
    Language {
        names: &["r"],
        words: "FALSE Inf NA NULL NaN TRUE break else for function if in library next repeat return while",
        comments: &["#"],
        texts: &[DOUBLE, SINGLE],
        letters: ".",
        ..NONE
    },
    Language {
        names: &["dart"],
        words: "Function String abstract as assert async await base bool break case catch class const continue covariant \
            default deferred do double dynamic else enum export extends extension external factory false final \
            finally for get if implements import in int interface is late library mixin new null num on operator \
            part required rethrow return sealed set show static super switch sync this throw true try typedef var \
            void when while with yield",
        nested: true,
        texts: &[DOUBLE_THREE, SINGLE_THREE, DOUBLE, SINGLE],
        signs: &[('@', Kind::Name)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["scala", "sc"],
        words: "abstract case catch class def do else enum export extends extension false final finally for given if \
            implicit import inline lazy match new null object opaque open override package private protected return \
            sealed super then this throw trait transparent true try type using val var while with yield",
        nested: true,
        texts: &[DOUBLE_THREE, DOUBLE, CHARACTER],
        signs: &[('@', Kind::Name)],
        types: true,
        ..SLASHES
    },
    Language {
        names: &["haskell", "hs"],
        words: "as case class data deriving do else family forall foreign hiding if import in infix infixl infixr \
            instance let mdo module newtype of pattern qualified rec then type where",
        comments: &["--"],
        around: &[("{-", "-}")],
        nested: true,
        texts: &[DOUBLE, CHARACTER],
        letters: "'",
        types: true,
        ..NONE
    },
    Language {
        names: &["elixir", "ex", "exs"],
        words: "after alias and case catch cond def defguard defimpl defmacro defmodule defp defprotocol defstruct do \
            else end false fn for if import in nil not or quote raise receive require rescue super throw true try \
            unless unquote use when with",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE_THREE, DOUBLE, SINGLE],
        letters: "?!",
        signs: &[('@', Kind::Name), (':', Kind::Name)],
        types: true,
        ..NONE
    },
    Language {
        names: &["nginx"],
        words: "access_log add_header allow deny error_log error_page events fastcgi_pass gzip http if include index \
            listen location log_format map off on proxy_pass proxy_set_header return rewrite root server server_name \
            set ssl_certificate ssl_certificate_key try_files upstream user worker_connections worker_processes",
        comments: &["#"],
        apart: true,
        texts: &[DOUBLE, SINGLE],
        letters: "-",
        signs: &[('$', Kind::Name)],
        ..NONE
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_found_and_names_are_of_one_language() {
        let mut names = std::collections::HashSet::new();
        for language in ALL {
            let lower = !language.any_case || language.words == language.words.to_lowercase();
            assert!(!language.words.is_empty() && lower, "{}", language.names[0]);
            assert!(
                language.names.iter().all(|name| names.insert(*name) && *name == name.to_lowercase()),
                "{}",
                language.names[0]
            );
        }
        assert!(ALL.len() > 25);
    }
}
