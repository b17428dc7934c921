//! Model importers of hlsmith: files and live models to the graph.
