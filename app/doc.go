// Package app is the product: it puts the library, the engine, the asker and
// the lock together, and owns the data folder while it runs. Faces (the
// window, the browser, the console) reach it through package api.
//
// Start at Open and App (app.go). What is opened: claim.go (the data folder is one
// process's), config.go and settings.go, engine.go, store.go (a team's). What a face may do:
//
//   - ask: jobs.go (answers on their way), live.go, opinion.go, verify.go, reproduce.go,
//     export.go; for other programs localapi.go, guests.go and fold.go;
//   - documents: add.go, folders.go, uploads.go, unlock.go, ocr.go;
//   - models: chatmodel.go, embedding.go and embedder.go, rerank.go, adapters.go; catalogue.go,
//     download.go, fetchway.go and modelimport.go get them, modelplaces.go says where more lie;
//     packs.go, placements.go and crashes.go remember what failed; running.go, measure.go;
//   - a team's store: store.go, storeaddress.go, storecopy.go;
//   - care: backup.go, restore.go and check.go over care.go; doctor.go, network.go and
//     openings.go show that it is in order and offline.
//
// What happens is told by events (event.go, events.go), what goes wrong by Error (error.go).
package app
