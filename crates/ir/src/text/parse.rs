//! Parser of the text form.

use std::collections::BTreeMap;

use hlsmith_diag::{Result, did_you_mean};
use hlsmith_fixed::Precision;

use super::lex::{Token, error, lex};
use crate::{
    Array, ArrayData, AttributeValue, Compatibility, Constant, CustomWeight, ExtensionRef, Graph, IoType, Kind,
    NamedType, Node, Op, PeerTarget, Quantizer, Scale, Tensor, TensorId, Weight, verify,
};

/// Reads the text form of a graph and verifies it.
///
/// # Errors
/// When the text is not of the form [`crate::print`] writes, or the graph breaks a rule.
pub fn parse(text: &str) -> Result<Graph> {
    let tokens = lex(text)?;
    let mut parser = Parser { tokens: &tokens, position: 0, graph: Graph::new(""), by_name: BTreeMap::new() };
    parser.graph()?;
    verify(&parser.graph)?;
    Ok(parser.graph)
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    position: usize,
    graph: Graph,
    by_name: BTreeMap<String, TensorId>,
}

impl Parser<'_> {
    fn graph(&mut self) -> Result<()> {
        self.skip_empty_lines();
        self.keyword("graph")?;
        self.graph.name = self.quoted()?;
        self.keyword("compatibility")?;
        self.punctuation('=')?;
        let word = self.word()?;
        self.graph.compatibility = word.parse().map_err(|()| {
            let choices = Compatibility::ALL.iter().map(|choice| choice.as_str());
            self.error("unknown compatibility").found(&word).remedy(did_you_mean(&word, choices))
        })?;
        if matches!(self.peek(), Some(Token::Word(word)) if word == "peer_target") {
            self.keyword("peer_target")?;
            self.punctuation('=')?;
            let word = self.word()?;
            self.graph.peer_target = word.parse().map_err(|()| {
                let choices = PeerTarget::ALL.iter().map(|choice| choice.as_str());
                self.error("unknown peer_target").found(&word).remedy(did_you_mean(&word, choices))
            })?;
        }
        if let Some(Token::Word(_)) = self.peek() {
            self.keyword("io_type")?;
            self.punctuation('=')?;
            let word = self.word()?;
            self.graph.io_type = word.parse().map_err(|()| {
                let choices = IoType::ALL.iter().map(|choice| choice.as_str());
                self.error("unknown io_type").found(&word).remedy(did_you_mean(&word, choices))
            })?;
        }
        self.end_of_line()?;
        loop {
            self.skip_empty_lines();
            match self.peek() {
                Some(Token::Punctuation('%')) => self.node()?,
                Some(Token::Word(word)) if word == "inputs" => {
                    self.position += 1;
                    self.graph.inputs = self.tensor_list()?;
                    self.end_of_line()?;
                }
                Some(Token::Word(word)) if word == "outputs" => {
                    self.position += 1;
                    self.graph.outputs = self.tensor_list()?;
                    self.end_of_line()?;
                }
                None => return Ok(()),
                Some(Token::Word(_) | Token::Quoted(_) | Token::Punctuation(_) | Token::EndOfLine) => {
                    return Err(self.unexpected("a layer, `inputs` or `outputs`"));
                }
            }
        }
    }

    fn node(&mut self) -> Result<()> {
        let output_names = self.names()?;
        self.punctuation('=')?;
        let class = self.word()?;
        let name = self.quoted()?;
        self.keyword("origin")?;
        self.punctuation('=')?;
        let origin = self.quoted()?;
        self.keyword("index")?;
        self.punctuation('=')?;
        let index = self.number("a layer index")?;
        let trace = matches!(self.peek(), Some(Token::Word(word)) if word == "trace");
        if trace {
            self.position += 1;
        }
        self.punctuation('(')?;
        let inputs = if self.peek() == Some(&Token::Punctuation(')')) { Vec::new() } else { self.tensor_list()? };
        self.punctuation(')')?;
        let op = self.op(&class)?;
        self.punctuation(':')?;
        let mut outputs = Vec::new();
        for (position, output_name) in output_names.into_iter().enumerate() {
            if position > 0 {
                self.punctuation(',')?;
            }
            let ty = self.named_type()?;
            let shape = self.ints()?;
            let quantizer = self.quantizer()?;
            let id = self.graph.add_tensor(Tensor { name: output_name.clone(), shape, ty, quantizer });
            if self.by_name.insert(output_name.clone(), id).is_some() {
                return Err(self.error("a tensor is made twice").found(output_name).into());
            }
            outputs.push(id);
        }
        self.end_of_line()?;
        self.graph.add_node(Node { name, index, origin, trace, op, inputs, outputs });
        Ok(())
    }

    fn op(&mut self, class: &str) -> Result<Op> {
        let Some(declaration) = Op::class_declaration(class) else {
            let remedy = did_you_mean(class, Op::CLASSES.iter().copied());
            return Err(self.error("unknown layer class").found(class).remedy(remedy).into());
        };
        self.punctuation('{')?;
        let mut values = Vec::new();
        while self.peek() != Some(&Token::Punctuation('}')) {
            if !values.is_empty() {
                self.punctuation(',')?;
            }
            let name = self.word()?;
            let Some(attribute) = declaration.iter().find(|attribute| attribute.name == name) else {
                let remedy = did_you_mean(&name, declaration.iter().map(|attribute| attribute.name));
                return Err(self.error(format!("unknown attribute of {class}")).found(name).remedy(remedy).into());
            };
            self.punctuation('=')?;
            let value = self.value(attribute.kind)?;
            values.push((name, value));
        }
        self.punctuation('}')?;
        match Op::from_values(class, &values) {
            Some(Ok(op)) => Ok(op),
            Some(Err(attribute_error)) => Err(self.error(attribute_error.to_string()).into()),
            None => Err(self.error("unknown layer class").found(class).into()),
        }
    }

    fn value(&mut self, kind: Kind) -> Result<AttributeValue> {
        Ok(match kind {
            Kind::Int => AttributeValue::Int(self.number("an integer")?),
            Kind::Float => AttributeValue::Float(self.float()?),
            Kind::Bool => match self.word()?.as_str() {
                "true" => AttributeValue::Bool(true),
                "false" => AttributeValue::Bool(false),
                other => return Err(self.error("a boolean is needed").found(other).expected("true or false").into()),
            },
            Kind::Choice(_) => AttributeValue::Choice(self.word()?),
            Kind::Ints => AttributeValue::Ints(self.list("an integer")?),
            Kind::Type => AttributeValue::Type(self.named_type()?),
            Kind::Weight => AttributeValue::Weight(self.weight()?),
            Kind::Extension => AttributeValue::Extension(ExtensionRef::unregistered(self.quoted()?)),
            Kind::Values => AttributeValue::Values(self.entries(Self::constant)?),
            Kind::Weights => {
                let weights = self.entries(Self::weight)?.into_iter();
                AttributeValue::Weights(weights.map(|(role, weight)| CustomWeight { role, weight }).collect())
            }
        })
    }

    fn weight(&mut self) -> Result<Weight> {
        let name = self.name()?;
        let ty = self.named_type()?;
        Ok(Weight { name, data: self.array()?, ty, quantizer: self.quantizer()? })
    }

    /// What follows the word `quantizer`, if it stands here.
    fn quantizer(&mut self) -> Result<Option<Box<Quantizer>>> {
        let is_next =
            |parser: &Self, expected: &str| matches!(parser.peek(), Some(Token::Word(word)) if word == expected);
        if !is_next(self, "quantizer") {
            return Ok(None);
        }
        self.position += 1;
        let (exact, peer) = (Precision::parse(&self.word()?)?, Precision::parse(&self.word()?)?);
        let is_power_of_two = is_next(self, "shift");
        let scale = if is_power_of_two || is_next(self, "scale") {
            self.position += 1;
            Some(Scale { factors: self.array()?, is_power_of_two })
        } else {
            None
        };
        let is_random = is_next(self, "random");
        self.position += usize::from(is_random);
        Ok(Some(Box::new(Quantizer { exact, peer, scale, is_random })))
    }

    /// A list or one word: a boolean, an integer, or else a number.
    fn constant(&mut self) -> Result<Constant> {
        if self.peek() == Some(&Token::Punctuation('[')) {
            return Ok(Constant::Ints(self.list("an integer")?));
        }
        let word = self.word()?;
        if let Ok(value) = word.parse() {
            return Ok(Constant::Bool(value));
        }
        if let Ok(value) = word.parse() {
            return Ok(Constant::Int(value));
        }
        let value = parse_f64(&word).map(Constant::Float);
        value.ok_or_else(|| self.error("a value is needed").found(word).expected("a boolean or a number").into())
    }

    /// `{name=value, ..}`.
    fn entries<T>(&mut self, value: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<(String, T)>> {
        self.punctuation('{')?;
        let mut entries = Vec::new();
        while self.peek() != Some(&Token::Punctuation('}')) {
            if !entries.is_empty() {
                self.punctuation(',')?;
            }
            let name = self.word()?;
            self.punctuation('=')?;
            entries.push((name, value(self)?));
        }
        self.punctuation('}')?;
        Ok(entries)
    }

    fn array(&mut self) -> Result<Array> {
        let element = self.word()?;
        let shape = self.ints()?;
        self.punctuation('(')?;
        let mut words = Vec::new();
        while self.peek() != Some(&Token::Punctuation(')')) {
            if !words.is_empty() {
                self.punctuation(',')?;
            }
            words.push(self.word()?);
        }
        self.punctuation(')')?;
        let data = match element.as_str() {
            "f32" => {
                words.iter().map(|word| parse_f32(word)).collect::<Option<Vec<_>>>().map(|v| ArrayData::F32(v.into()))
            }
            "f64" => {
                words.iter().map(|word| parse_f64(word)).collect::<Option<Vec<_>>>().map(|v| ArrayData::F64(v.into()))
            }
            other => return Err(self.error("unknown element type").found(other).expected("f32 or f64").into()),
        };
        let found = format!("{} values", words.len());
        data.and_then(|data| Array::new(shape.clone(), data)).ok_or_else(|| {
            self.error("the values do not fill the shape").found(found).expected(format!("{shape:?}")).into()
        })
    }

    fn named_type(&mut self) -> Result<NamedType> {
        let name = self.name()?;
        let text = self.word()?;
        Ok(NamedType { name, precision: Precision::parse(&text)? })
    }

    /// A bare or quoted name; `_` is the empty one.
    fn name(&mut self) -> Result<String> {
        match self.next() {
            Some(Token::Word(word)) if word == "_" => Ok(String::new()),
            Some(Token::Word(name) | Token::Quoted(name)) => Ok(name.clone()),
            Some(Token::Punctuation(_) | Token::EndOfLine) | None => Err(self.back().unexpected("a name")),
        }
    }

    fn names(&mut self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        loop {
            self.punctuation('%')?;
            names.push(self.name()?);
            if self.peek() != Some(&Token::Punctuation(',')) {
                return Ok(names);
            }
            self.position += 1;
        }
    }

    fn tensor_list(&mut self) -> Result<Vec<TensorId>> {
        if self.peek() == Some(&Token::EndOfLine) {
            return Ok(Vec::new());
        }
        let names = self.names()?;
        let find = |name: &String| {
            self.by_name
                .get(name)
                .copied()
                .ok_or_else(|| self.error("no layer above makes this tensor").found(name).into())
        };
        names.iter().map(find).collect()
    }

    fn ints(&mut self) -> Result<Vec<usize>> {
        self.list("a size")
    }

    fn list<T: std::str::FromStr>(&mut self, what: &str) -> Result<Vec<T>> {
        self.punctuation('[')?;
        let mut ints = Vec::new();
        while self.peek() != Some(&Token::Punctuation(']')) {
            if !ints.is_empty() {
                self.punctuation(',')?;
            }
            ints.push(self.number(what)?);
        }
        self.punctuation(']')?;
        Ok(ints)
    }

    fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T> {
        let word = self.word()?;
        word.parse().map_err(|_| self.error(format!("{what} is needed")).found(word).into())
    }

    fn float(&mut self) -> Result<f64> {
        let word = self.word()?;
        parse_f64(&word).ok_or_else(|| self.error("a number is needed").found(word).into())
    }

    fn word(&mut self) -> Result<String> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word.clone()),
            Some(Token::Quoted(_) | Token::Punctuation(_) | Token::EndOfLine) | None => {
                Err(self.back().unexpected("a word"))
            }
        }
    }

    fn quoted(&mut self) -> Result<String> {
        match self.next() {
            Some(Token::Quoted(text)) => Ok(text.clone()),
            Some(Token::Word(_) | Token::Punctuation(_) | Token::EndOfLine) | None => {
                Err(self.back().unexpected("a quoted name"))
            }
        }
    }

    fn keyword(&mut self, keyword: &str) -> Result<()> {
        match self.next() {
            Some(Token::Word(word)) if word == keyword => Ok(()),
            Some(Token::Word(_) | Token::Quoted(_) | Token::Punctuation(_) | Token::EndOfLine) | None => {
                Err(self.back().unexpected(&format!("`{keyword}`")))
            }
        }
    }

    fn punctuation(&mut self, c: char) -> Result<()> {
        if self.next() == Some(&Token::Punctuation(c)) {
            Ok(())
        } else {
            Err(self.back().unexpected(&format!("`{c}`")))
        }
    }

    fn end_of_line(&mut self) -> Result<()> {
        if self.next() == Some(&Token::EndOfLine) { Ok(()) } else { Err(self.back().unexpected("the end of the line")) }
    }

    fn skip_empty_lines(&mut self) {
        while self.peek() == Some(&Token::EndOfLine) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position).map(|(_, token)| token)
    }

    fn next(&mut self) -> Option<&Token> {
        let token = self.tokens.get(self.position).map(|(_, token)| token);
        self.position += 1;
        token
    }

    /// Steps back to the token that did not fit, for the error to name it.
    fn back(&mut self) -> &Self {
        self.position -= 1;
        self
    }

    fn line(&self) -> usize {
        self.tokens.get(self.position.min(self.tokens.len().saturating_sub(1))).map_or(1, |(line, _)| *line)
    }

    fn error(&self, message: impl Into<String>) -> hlsmith_diag::Diagnostic {
        error(self.line(), message)
    }

    fn unexpected(&self, expected: &str) -> hlsmith_diag::Diagnostics {
        let found = match self.peek() {
            Some(Token::Word(word)) => format!("`{word}`"),
            Some(Token::Quoted(text)) => format!("\"{text}\""),
            Some(Token::Punctuation(c)) => format!("`{c}`"),
            Some(Token::EndOfLine) => "the end of the line".to_owned(),
            None => "the end of the text".to_owned(),
        };
        self.error("the text form is broken here").found(found).expected(expected).into()
    }
}

fn parse_f32(word: &str) -> Option<f32> {
    match word.strip_prefix("nan:") {
        Some(bits) => u32::from_str_radix(bits, 16).ok().map(f32::from_bits).filter(|value| value.is_nan()),
        None => word.parse().ok().filter(|value: &f32| !value.is_nan()),
    }
}

fn parse_f64(word: &str) -> Option<f64> {
    match word.strip_prefix("nan:") {
        Some(bits) => u64::from_str_radix(bits, 16).ok().map(f64::from_bits).filter(|value| value.is_nan()),
        None => word.parse().ok().filter(|value: &f64| !value.is_nan()),
    }
}
