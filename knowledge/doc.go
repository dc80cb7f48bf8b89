// Package knowledge is the library: documents, their passages, and search.
package knowledge
