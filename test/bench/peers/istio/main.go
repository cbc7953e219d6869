// Serves the sidecar injector of Istio by itself: its handler, its templates, its values; without the rest of istiod.
package main

import (
	"fmt"
	"net/http"
	"os"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/kube/multicluster"
)

func main() {
	address, certFile, keyFile, configFile, valuesFile := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	watcher, err := inject.NewFileWatcher(configFile, valuesFile)
	if err != nil {
		fail(err)
	}
	environment := model.NewEnvironment()
	environment.Watcher = meshwatcher.NewTestWatcher(mesh.DefaultMeshConfig())
	environment.ConfigStore = model.NewFakeStore()
	context := model.NewPushContext()
	context.ProxyConfigs = model.GetProxyConfigs(environment.ConfigStore, environment.Mesh())
	environment.SetPushContext(context)
	mux := http.NewServeMux()
	_, err = inject.NewWebhook(inject.WebhookParameters{
		Watcher:      watcher,
		Env:          environment,
		Mux:          mux,
		MultiCluster: multicluster.NewFakeController(),
	})
	if err != nil {
		fail(err)
	}
	// An API server calls a Service by HTTP/1.1 alone; only at a loopback address does it offer HTTP/2.
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{Addr: address, Handler: mux, Protocols: protocols}
	fail(server.ListenAndServeTLS(certFile, keyFile))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "failed to serve the injector of Istio:", err)
	os.Exit(1)
}
