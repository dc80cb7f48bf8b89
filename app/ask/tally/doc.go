// Package tally counts and adds up the rows of a table that a question asks about: "How much
// did we pay Berg & Co in total?", "How many invoices are over 500?". It does so only where it is
// certain which rows count: each word of the question has to be a value in the rows, the name of
// a column, or what the table is called.
//
// Read (asked.go) reads a question, Tables (table.go) the tables of a document, and Question.In
// (tally.go) answers from the one table that the question fits; rows.go says which of its rows
// count. Sums are exact, as cells are decimal.
package tally
