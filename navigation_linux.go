//go:build desktop && linux

package main

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>

extern void carrelLinkClicked(char *uri);

// The strict content security policy does not hold location.href= and links;
// this does. Only the app's own pages may be loaded, in any frame.
static gboolean carrel_decide(WebKitWebView *view, WebKitPolicyDecision *decision,
                              WebKitPolicyDecisionType type, gpointer data) {
	if (type != WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION &&
	    type != WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION)
		return FALSE;
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(
		WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION &&
	    (g_str_has_prefix(uri, "wails://") || g_str_equal(uri, "about:blank")))
		return FALSE;
	webkit_policy_decision_ignore(decision);
	if (webkit_navigation_action_is_user_gesture(action))
		carrelLinkClicked((char *)uri);
	return TRUE;
}

static void carrel_guard_widget(GtkWidget *widget, gpointer data) {
	if (WEBKIT_IS_WEB_VIEW(widget))
		g_signal_connect(widget, "decide-policy", G_CALLBACK(carrel_decide), NULL);
	else if (GTK_IS_CONTAINER(widget))
		gtk_container_forall(GTK_CONTAINER(widget), carrel_guard_widget, NULL);
}

static gboolean carrel_guard_windows(gpointer data) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *w = windows; w != NULL; w = w->next)
		carrel_guard_widget(GTK_WIDGET(w->data), NULL);
	g_list_free(windows);
	return G_SOURCE_REMOVE;
}

// GTK may be called from its own thread only; an idle callback runs there.
static void carrel_guard(void) { g_idle_add(carrel_guard_windows, NULL); }
*/
import "C"

// linkClicked receives the address of a link that the person clicked and that
// leads out of the app. Set before guardNavigation.
var linkClicked func(url string)

//export carrelLinkClicked
func carrelLinkClicked(uri *C.char) {
	url := C.GoString(uri)
	// WebKit waits for this call; the porter may take its time.
	go linkClicked(url)
}

// guardNavigation keeps the window's web view on the app's own pages. A link
// elsewhere is not followed; clicked, it goes to open instead.
func guardNavigation(open func(url string)) {
	linkClicked = open
	C.carrel_guard()
}
