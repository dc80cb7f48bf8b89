package download

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// NoProxy is the setting for a direct way, whatever the environment says.
const NoProxy = "none"

// ProxyFor says by which proxy a host is reached: the one that the setting names
// (http, https or socks5), or with "" the environment's (HTTPS_PROXY, NO_PROXY);
// nil: by none. The error is an *Error in words.
func ProxyFor(setting string, address *url.URL) (*url.URL, error) {
	switch setting {
	case NoProxy:
		return nil, nil
	case "":
		proxy, err := httpproxy.FromEnvironment().ProxyFunc()(address)
		if err != nil {
			return nil, errorf(CodeRefused, "The proxy that the environment names (HTTPS_PROXY) is no address that can be used.")
		}
		return proxy, nil
	}
	proxy, err := url.Parse(setting)
	if err != nil || proxy.Host == "" || proxy.Scheme != "http" && proxy.Scheme != "https" && proxy.Scheme != "socks5" {
		return nil, errorf(CodeRefused, "The proxy in the settings is no address that can be used. Give it as http://HOST:PORT or socks5://HOST:PORT, or %q for none.", NoProxy)
	}
	return proxy, nil
}

// NewClient makes a client for a Downloader that goes through a proxy, as
// ProxyFor finds it. It keeps no cookies and sends nothing of its own.
func NewClient(proxy string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 func(r *http.Request) (*url.URL, error) { return ProxyFor(proxy, r.URL) },
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   8,
		DisableCompression:    true,
	}}
}
