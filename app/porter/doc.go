// Package porter is the keeper of Carrel's doors: the one process that the
// offline lock leaves out, and its client.
//
// The porter is a child process (`carrel porter`), started by the window or the
// server before they lock themselves, because a process started under the lock
// is under it too. It opens links in the user's own browser, connects to the team
// store whose address it was given when it was started, listens for programs on
// this computer, and downloads models that its own catalogue names.
// It checks both itself, does nothing that it has no name for, and writes every
// door to the audit log before it opens it.
//
// Requests and replies are JSON lines on its standard input and output, one
// reply for each request, in order but for connections, which take their time:
//
//	porter: {"porter":4,"locked":false}
//	core:   {"id":1,"do":"open-link","url":"https://example.org/"}
//	porter: {"id":1}
//	core:   {"id":2,"do":"dance"}
//	porter: {"id":2,"error":{"code":"refused","message":"The porter has no such door: \"dance\"."}}
//	core:   {"id":3,"do":"dial-store","network":"tcp","address":"db.example.org:8080"}
//	porter: {"id":3}
//
// Before the last line, the connection went over a Unix socket between the two,
// as a message of the request's id (8 bytes, big endian) with one file (SCM_RIGHTS):
// one end of a pair of Unix sockets, of which the porter relays the other end to
// the store. A process with a connected internet socket could dissolve it and
// connect it to somebody else, so the core never gets one.
//
// A download tells how far it is, in replies before its last:
//
//	core:   {"id":4,"do":"fetch-model","model":"qwen3-4b:Q8_0"}
//	porter: {"id":4,"progress":{"state":"fetching","done":16777216,"total":4280404704}}
//	core:   {"id":5,"do":"stop-fetch","of":4}
//	porter: {"id":5}
//	porter: {"id":4,"error":{"code":"cancelled","message":"..."}}
//
// It ends when its standard input does.
package porter
