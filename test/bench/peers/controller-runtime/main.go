// An injector as Go programs are usually written: on controller-runtime, with the types of Kubernetes. It adds what it is
// told to, and decides nothing.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

type addition struct {
	Labels         map[string]string  `json:"labels"`
	Annotations    map[string]string  `json:"annotations"`
	Volumes        []corev1.Volume    `json:"volumes"`
	InitContainers []corev1.Container `json:"initContainers"`
}

type injector struct {
	decoder    admission.Decoder
	annotation string
	addition   addition
}

func (i *injector) Handle(_ context.Context, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := i.decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	if _, asked := pod.Annotations[i.annotation]; !asked {
		return admission.Allowed("not asked for")
	}
	if pod.Labels == nil {
		pod.Labels = map[string]string{}
	}
	for key, value := range i.addition.Labels {
		pod.Labels[key] = value
	}
	for key, value := range i.addition.Annotations {
		pod.Annotations[key] = value
	}
	pod.Spec.Volumes = append(pod.Spec.Volumes, i.addition.Volumes...)
	pod.Spec.InitContainers = append(pod.Spec.InitContainers, i.addition.InitContainers...)
	patched, err := json.Marshal(pod)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	return admission.PatchResponseFromRaw(request.Object.Raw, patched)
}

// PORT FOLDER-OF-TLS-FILES ANNOTATION FILE-WITH-WHAT-TO-ADD
func main() {
	port, err := strconv.Atoi(os.Args[1])
	exitOn(err)
	text, err := os.ReadFile(os.Args[4])
	exitOn(err)
	added := addition{}
	exitOn(json.Unmarshal(text, &added))
	scheme := runtime.NewScheme()
	exitOn(corev1.AddToScheme(scheme))
	server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: os.Args[2]})
	handler := &injector{decoder: admission.NewDecoder(scheme), annotation: os.Args[3], addition: added}
	server.Register("/inject", &webhook.Admission{Handler: handler})
	exitOn(server.Start(context.Background()))
}

func exitOn(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "failed to serve:", err)
	os.Exit(1)
}
