//! The one way from names of a model to identifiers of generated code.
//!
//! Names of layers, tensors and types may hold any characters. [`identifier`] maps one to a valid C++ identifier that is
//! also fit for Verilog, VHDL, Tcl, a shell and a file name; [`Scope`] keeps the identifiers of one project apart.

use std::collections::BTreeSet;
use std::fmt;

/// A valid identifier in all generated languages: ASCII letters, digits and single underscores, starting with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

/// Longest identifier; vendor tools cut longer ones, and file systems refuse much longer ones.
const MAX_LENGTH: usize = 80;

impl Ident {
    /// A name chosen by the generator.
    ///
    /// Precondition: it is an identifier; this is checked in debug builds.
    pub(crate) fn fixed(name: &'static str) -> Self {
        debug_assert_eq!(identifier(name).0, name);
        Self(name.to_owned())
    }

    /// A name of the language or of the kernel library, which no name of a model can be.
    pub(crate) fn library(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// This identifier with a word of the generator behind it.
    #[must_use]
    pub(crate) fn with_suffix(&self, suffix: &'static str) -> Self {
        debug_assert!(suffix.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        Self(format!("{}{suffix}", self.0))
    }

    /// An identifier of the generator beside this one, which no name of a model can be: it ends with an underscore.
    #[must_use]
    pub(crate) fn beside(&self, suffix: &'static str) -> Self {
        self.with_suffix(suffix).with_suffix("_")
    }

    /// This identifier as the argument of a macro that stands for a name.
    #[must_use]
    pub(crate) fn inside(&self, name: &'static str) -> Self {
        Self(format!("{name}({})", self.0))
    }

    /// The include guard of a header of this name.
    pub(crate) fn guard(&self) -> Self {
        Self(self.0.to_ascii_uppercase()).beside("_H")
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identifier nearest to a name: other characters become underscores, runs of which become one; a leading digit,
/// an empty name and a reserved word get a letter in front.
pub fn identifier(name: &str) -> Ident {
    let mut text = String::with_capacity(name.len() + 1);
    for c in name.chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if !(c == '_' && (text.is_empty() || text.ends_with('_'))) {
            text.push(c);
        }
    }
    text.truncate(MAX_LENGTH);
    text.truncate(text.trim_end_matches('_').len());
    let is_reserved =
        RESERVED.binary_search(&text.as_str()).is_ok() || RESERVED_STARTS.iter().any(|start| text.starts_with(start));
    if is_reserved || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.insert_str(0, "n_");
        text.truncate(text.trim_end_matches('_').len());
    }
    Ident(text)
}

/// Whether a name can stand in generated code as it is.
pub fn is_identifier(name: &str) -> bool {
    identifier(name).as_str() == name
}

/// The identifiers taken so far. Letter case does not tell two of them apart, since they also name files.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// Nothing is taken.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the identifier nearest to a name, with a number behind it when that one is taken.
    pub fn unique(&mut self, name: &str) -> Ident {
        let wanted = identifier(name);
        let mut ident = wanted.clone();
        for number in 2_u32.. {
            if self.taken.insert(ident.0.to_ascii_lowercase()) {
                break;
            }
            ident = Ident(format!("{wanted}_{number}"));
        }
        ident
    }
}

/// Starts of names that the vendors' headers and the kernel library use for macros, enumerators and types.
const RESERVED_STARTS: [&str; 11] =
    ["AC_", "AP_", "FPGA_", "HLS_", "NNET_", "SC_", "ac_", "ap_", "hls_", "ihc", "sycl"];

/// Words that mean something else in generated C++, to its libraries or to the vendor tools; sorted.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "BUFSIZ", "CHAR_BIT", "DBL_MAX", "DBL_MIN", "EDOM", "EOF", "ERANGE", "EXIT_FAILURE", "EXIT_SUCCESS", "FLT_MAX",
    "FLT_MIN", "HUGE_VAL", "INFINITY", "INLINE", "INT_MAX", "INT_MIN", "LONG_MAX", "LONG_MIN", "NAN", "NULL",
    "RAND_MAX", "RTL_SIM", "SEEK_CUR", "SEEK_END", "SEEK_SET", "TMP_MAX", "UINT_MAX", "WEIGHTS_DIR", "abort", "abs",
    "abstract", "access", "acos", "acosh", "after", "alias", "alignas", "alignof", "all", "always", "and", "and_eq",
    "architecture", "array", "asin", "asinh", "asm", "assert", "assign", "atan", "atan2", "atanh", "atexit", "atof",
    "atoi", "atol", "attribute", "auto", "bcmp", "bcopy", "begin", "bitand", "bitor", "block", "body", "bool",
    "break", "brk", "bsearch", "buf", "buffer", "bus", "bzero", "calloc", "case", "casex", "casez", "catch", "cbrt",
    "ceil", "char", "char16_t", "char32_t", "char8_t", "chdir", "chmod", "chown", "class", "clearerr", "clock_t",
    "close", "co_await", "co_return", "co_yield", "compl", "component", "concept", "config", "configuration", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "copysign", "cos", "cosh", "creat", "deassign",
    "decltype", "default", "defparam", "delete", "disable", "disconnect", "div", "div_t", "do", "double", "double_t",
    "downto", "drem", "dup", "dynamic_cast", "ecvt", "edge", "else", "elsif", "end", "endcase", "endfunction",
    "endmodule", "endtask", "entity", "enum", "environ", "erf", "erfc", "errno", "event", "execv", "exit", "exp",
    "exp2", "explicit", "expm1", "export", "extern", "fabs", "fabsf", "false", "fclose", "fcvt", "fdim", "feof",
    "ferror", "fflush", "ffs", "fgetc", "fgetpos", "fgets", "file", "final", "finite", "float", "float_t", "floor",
    "fma", "fmax", "fmin", "fmod", "fopen", "for", "force", "forever", "fork", "fpos_t", "fprintf", "fputc", "fputs",
    "fread", "free", "freopen", "frexp", "friend", "fscanf", "fseek", "fseeko", "ftell", "ftello", "function",
    "fwrite", "gamma", "gcvt", "generate", "generic", "getc", "getchar", "getcwd", "getenv", "getline", "getpid",
    "gets", "getw", "goto", "group", "guarded", "hls", "hypot", "id_t", "if", "ifnone", "ilogb", "impure", "in",
    "index", "inertial", "initial", "inline", "inout", "input", "int", "int16_t", "int32_t", "int64_t", "int8_t",
    "integer", "intmax_t", "intptr_t", "ioctl", "is", "isinf", "isnan", "j0", "j1", "jn", "join", "key_t", "kill",
    "label", "labs", "large", "ldexp", "ldiv", "ldiv_t", "lgamma", "library", "link", "linkage", "linux", "literal",
    "llabs", "lldiv", "lldiv_t", "llrint", "llround", "localparam", "log", "log10", "log1p", "log2", "logb", "long",
    "loop", "lrint", "lround", "lseek", "macromodule", "main", "malloc", "map", "max_align_t", "mbstate_t", "medium",
    "memchr", "memcmp", "memcpy", "memmove", "memset", "mkdir", "mkfifo", "mknod", "mktemp", "mod", "mode_t", "modf",
    "module", "mount", "mutable", "namespace", "nan", "nand", "nearbyint", "negedge", "new", "next", "nextafter",
    "nexttoward", "nice", "nmos", "nnet", "noexcept", "nor", "not", "not_eq", "null", "nullptr", "nullptr_t", "of",
    "off_t", "on", "open", "operator", "or", "or_eq", "others", "out", "output", "override", "package", "parameter",
    "pause", "perror", "pid_t", "pipe", "pmos", "popen", "port", "posedge", "postponed", "pow", "pread", "primitive",
    "printf", "private", "procedure", "process", "protected", "ptrdiff_t", "public", "pull0", "pull1", "pulldown",
    "pullup", "pure", "putc", "putchar", "putenv", "puts", "putw", "pwrite", "qsort", "quad_t", "rand", "random",
    "range", "read", "readlink", "realloc", "realpath", "record", "reg", "register", "reinterpret_cast", "reject",
    "release", "rem", "remainder", "remove", "remquo", "rename", "repeat", "report", "requires", "return", "rewind",
    "rindex", "rint", "rmdir", "rol", "ror", "round", "sbrk", "scalb", "scalbn", "scanf", "seekdir", "select",
    "setbuf", "setenv", "setstate", "setuid", "setvbuf", "severity", "short", "sigatomic_t", "signal", "signbit",
    "signed", "signgam", "significand", "sigset_t", "sin", "sinh", "size_t", "sizeof", "sla", "sleep", "sll", "small",
    "snprintf", "specify", "specparam", "sprintf", "sqrt", "sra", "srand", "srandom", "srl", "sscanf", "ssize_t",
    "stat", "static", "static_assert", "static_cast", "std", "stderr", "stdin", "stdout", "stpcpy", "strcat",
    "strchr", "strcmp", "strcpy", "strcspn", "strdup", "strlen", "strncat", "strncmp", "strncpy", "strong0",
    "strong1", "strpbrk", "strrchr", "strspn", "strstr", "strtod", "strtof", "strtok", "strtol", "strtoul", "struct",
    "subtype", "supply0", "supply1", "suseconds_t", "swab", "switch", "symlink", "sync", "system", "table", "tan",
    "tanh", "task", "tell", "template", "tempnam", "tgamma", "then", "this", "thread_local", "throw", "time",
    "time_t", "timer_t", "times", "tmpfile", "tmpnam", "to", "tran", "transport", "tri", "true", "trunc", "truncate",
    "try", "type", "typedef", "typeid", "typename", "u_char", "u_int", "u_long", "uid_t", "uint", "uint16_t",
    "uint32_t", "uint64_t", "uint8_t", "uintmax_t", "uintptr_t", "ulong", "umask", "unaffected", "ungetc", "union",
    "units", "unix", "unlink", "unsetenv", "unsigned", "until", "use", "ushort", "using", "usleep", "variable",
    "vectored", "vfprintf", "virtual", "void", "volatile", "vprintf", "wait", "wand", "wchar_t", "weak0", "weak1",
    "when", "while", "wint_t", "wire", "with", "wor", "write", "xnor", "xor", "xor_eq", "y0", "y1", "yn",
];

#[cfg(test)]
mod tests {
    use super::{RESERVED, Scope, identifier, is_identifier};

    fn check(name: &str, expected: &str) {
        assert_eq!(identifier(name).as_str(), expected, "{name:?}");
        assert!(is_identifier(expected), "{expected:?} is not its own identifier");
    }

    #[test]
    fn names_become_identifiers() {
        for (name, expected) in [
            ("layer2_out", "layer2_out"),
            ("fc 1/relu:0", "fc_1_relu_0"),
            ("1st", "n_1st"),
            ("", "n"),
            ("__", "n"),
            ("_Reserved", "Reserved"),
            ("a__b", "a_b"),
            ("class", "n_class"),
            ("Größe", "Gr_e"),
            ("x; rm -rf $(HOME) `id`", "x_rm_rf_HOME_id"),
            ("end */ \n #include", "end_include"),
            ("\"quoted\"", "quoted"),
            ("AP_RND", "n_AP_RND"),
            ("index", "n_index"),
        ] {
            check(name, expected);
        }
        check(&"long".repeat(40), &"long".repeat(20));
    }

    #[test]
    fn a_scope_keeps_names_apart() {
        let mut scope = Scope::new();
        let names: Vec<String> =
            ["a b", "a_b", "A b", "a_b_2", "int"].map(|name| scope.unique(name).to_string()).into();
        assert_eq!(names, ["a_b", "a_b_2", "A_b_3", "a_b_2_2", "n_int"]);
    }

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}
