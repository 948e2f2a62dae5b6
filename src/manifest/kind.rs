//! The kinds this linter knows by name, with their API groups; versions of one kind are one [`Kind`].

macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident = $name:literal in [$($group:literal),+] $scope:ident;)+) => {
        /// A kind of object. The group decides: a `Service` of `serving.knative.dev` is not the core one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Kind {
            $($variant,)+
            /// Anything else.
            Other,
        }

        impl Kind {
            /// How many kinds there are, [`Kind::Other`] included.
            pub const COUNT: usize = Self::ALL.len();

            /// All kinds; the position of each is its number.
            pub const ALL: &[Self] = &[$(Self::$variant,)+ Self::Other];

            /// The kind of this group (empty for core) and name.
            pub fn of(group: &str, name: &str) -> Self {
                match (name, group) {
                    $(($name, $($group)|+) => Self::$variant,)+
                    _ => Self::Other,
                }
            }

            /// The name in manifests; empty for [`Kind::Other`].
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Other => "",
                }
            }

            /// Whether objects of this kind live in a namespace; unknown kinds are taken to.
            pub fn is_namespaced(self) -> bool {
                match self {
                    $(Self::$variant => scope!($scope),)+
                    Self::Other => true,
                }
            }
        }
    };
}

macro_rules! scope {
    (namespaced) => {
        true
    };
    (cluster) => {
        false
    };
}

kinds! {
    Pod = "Pod" in [""] namespaced;
    Deployment = "Deployment" in ["apps", "extensions"] namespaced;
    ReplicaSet = "ReplicaSet" in ["apps", "extensions"] namespaced;
    StatefulSet = "StatefulSet" in ["apps"] namespaced;
    DaemonSet = "DaemonSet" in ["apps", "extensions"] namespaced;
    ReplicationController = "ReplicationController" in [""] namespaced;
    Job = "Job" in ["batch"] namespaced;
    CronJob = "CronJob" in ["batch"] namespaced;
    PodTemplate = "PodTemplate" in [""] namespaced;
    DeploymentConfig = "DeploymentConfig" in ["apps.openshift.io", ""] namespaced;
    Rollout = "Rollout" in ["argoproj.io"] namespaced;
    KnativeService = "Service" in ["serving.knative.dev"] namespaced;
    KnativeConfiguration = "Configuration" in ["serving.knative.dev"] namespaced;
    ScaledJob = "ScaledJob" in ["keda.sh"] namespaced;
    ScaledObject = "ScaledObject" in ["keda.sh"] namespaced;
    SandboxTemplate = "SandboxTemplate" in ["extensions.agents.x-k8s.io", "agents.x-k8s.io"] namespaced;
    Sandbox = "Sandbox" in ["agents.x-k8s.io"] namespaced;
    RayCluster = "RayCluster" in ["ray.io"] namespaced;
    RayJob = "RayJob" in ["ray.io"] namespaced;
    RayService = "RayService" in ["ray.io"] namespaced;
    JobSet = "JobSet" in ["jobset.x-k8s.io"] namespaced;
    LeaderWorkerSet = "LeaderWorkerSet" in ["leaderworkerset.x-k8s.io"] namespaced;
    VolcanoJob = "Job" in ["batch.volcano.sh"] namespaced;
    CloneSet = "CloneSet" in ["apps.kruise.io"] namespaced;
    KruiseStatefulSet = "StatefulSet" in ["apps.kruise.io"] namespaced;
    KruiseDaemonSet = "DaemonSet" in ["apps.kruise.io"] namespaced;
    PyTorchJob = "PyTorchJob" in ["kubeflow.org"] namespaced;
    TfJob = "TFJob" in ["kubeflow.org"] namespaced;
    MpiJob = "MPIJob" in ["kubeflow.org"] namespaced;
    Workflow = "Workflow" in ["argoproj.io"] namespaced;
    WorkflowTemplate = "WorkflowTemplate" in ["argoproj.io"] namespaced;
    ClusterWorkflowTemplate = "ClusterWorkflowTemplate" in ["argoproj.io"] cluster;
    CronWorkflow = "CronWorkflow" in ["argoproj.io"] namespaced;
    TektonTask = "Task" in ["tekton.dev"] namespaced;
    TektonClusterTask = "ClusterTask" in ["tekton.dev"] cluster;
    TektonTaskRun = "TaskRun" in ["tekton.dev"] namespaced;
    TektonPipeline = "Pipeline" in ["tekton.dev"] namespaced;
    TektonPipelineRun = "PipelineRun" in ["tekton.dev"] namespaced;
    Service = "Service" in [""] namespaced;
    Endpoints = "Endpoints" in [""] namespaced;
    ComponentStatus = "ComponentStatus" in [""] cluster;
    EndpointSlice = "EndpointSlice" in ["discovery.k8s.io"] namespaced;
    ConfigMap = "ConfigMap" in [""] namespaced;
    Secret = "Secret" in [""] namespaced;
    ServiceAccount = "ServiceAccount" in [""] namespaced;
    Namespace = "Namespace" in [""] cluster;
    Node = "Node" in [""] cluster;
    PersistentVolume = "PersistentVolume" in [""] cluster;
    PersistentVolumeClaim = "PersistentVolumeClaim" in [""] namespaced;
    LimitRange = "LimitRange" in [""] namespaced;
    ResourceQuota = "ResourceQuota" in [""] namespaced;
    PriorityClass = "PriorityClass" in ["scheduling.k8s.io"] cluster;
    ResourceClaim = "ResourceClaim" in ["resource.k8s.io"] namespaced;
    ResourceClaimTemplate = "ResourceClaimTemplate" in ["resource.k8s.io"] namespaced;
    StorageClass = "StorageClass" in ["storage.k8s.io"] cluster;
    HorizontalPodAutoscaler = "HorizontalPodAutoscaler" in ["autoscaling"] namespaced;
    PodDisruptionBudget = "PodDisruptionBudget" in ["policy"] namespaced;
    PodSecurityPolicy = "PodSecurityPolicy" in ["policy", "extensions"] cluster;
    Role = "Role" in ["rbac.authorization.k8s.io"] namespaced;
    ClusterRole = "ClusterRole" in ["rbac.authorization.k8s.io"] cluster;
    RoleBinding = "RoleBinding" in ["rbac.authorization.k8s.io"] namespaced;
    ClusterRoleBinding = "ClusterRoleBinding" in ["rbac.authorization.k8s.io"] cluster;
    NetworkPolicy = "NetworkPolicy" in ["networking.k8s.io", "extensions"] namespaced;
    Ingress = "Ingress" in ["networking.k8s.io", "extensions"] namespaced;
    IngressClass = "IngressClass" in ["networking.k8s.io"] cluster;
    CiliumNetworkPolicy = "CiliumNetworkPolicy" in ["cilium.io"] namespaced;
    CiliumClusterwideNetworkPolicy = "CiliumClusterwideNetworkPolicy" in ["cilium.io"] cluster;
    CalicoNetworkPolicy = "NetworkPolicy" in ["crd.projectcalico.org", "projectcalico.org"] namespaced;
    CalicoGlobalNetworkPolicy = "GlobalNetworkPolicy" in ["crd.projectcalico.org", "projectcalico.org"] cluster;
    AdminNetworkPolicy = "AdminNetworkPolicy" in ["policy.networking.k8s.io"] cluster;
    BaselineAdminNetworkPolicy = "BaselineAdminNetworkPolicy" in ["policy.networking.k8s.io"] cluster;
    ClusterNetworkPolicy = "ClusterNetworkPolicy" in ["policy.networking.k8s.io"] cluster;
    CustomResourceDefinition = "CustomResourceDefinition" in ["apiextensions.k8s.io"] cluster;
    ApiService = "APIService" in ["apiregistration.k8s.io"] cluster;
    MutatingWebhookConfiguration = "MutatingWebhookConfiguration" in ["admissionregistration.k8s.io"] cluster;
    ValidatingWebhookConfiguration = "ValidatingWebhookConfiguration" in ["admissionregistration.k8s.io"] cluster;
    ValidatingAdmissionPolicy = "ValidatingAdmissionPolicy" in ["admissionregistration.k8s.io"] cluster;
    ValidatingAdmissionPolicyBinding = "ValidatingAdmissionPolicyBinding" in ["admissionregistration.k8s.io"] cluster;
    MutatingAdmissionPolicy = "MutatingAdmissionPolicy" in ["admissionregistration.k8s.io"] cluster;
    GatewayApiGatewayClass = "GatewayClass" in ["gateway.networking.k8s.io"] cluster;
    GatewayApiGateway = "Gateway" in ["gateway.networking.k8s.io"] namespaced;
    HttpRoute = "HTTPRoute" in ["gateway.networking.k8s.io"] namespaced;
    GrpcRoute = "GRPCRoute" in ["gateway.networking.k8s.io"] namespaced;
    TcpRoute = "TCPRoute" in ["gateway.networking.k8s.io"] namespaced;
    TlsRoute = "TLSRoute" in ["gateway.networking.k8s.io"] namespaced;
    ReferenceGrant = "ReferenceGrant" in ["gateway.networking.k8s.io"] namespaced;
    BackendTlsPolicy = "BackendTLSPolicy" in ["gateway.networking.k8s.io"] namespaced;
    VirtualService = "VirtualService" in ["networking.istio.io"] namespaced;
    DestinationRule = "DestinationRule" in ["networking.istio.io"] namespaced;
    IstioGateway = "Gateway" in ["networking.istio.io"] namespaced;
    ServiceEntry = "ServiceEntry" in ["networking.istio.io"] namespaced;
    Sidecar = "Sidecar" in ["networking.istio.io"] namespaced;
    WorkloadEntry = "WorkloadEntry" in ["networking.istio.io"] namespaced;
    WorkloadGroup = "WorkloadGroup" in ["networking.istio.io"] namespaced;
    EnvoyFilter = "EnvoyFilter" in ["networking.istio.io"] namespaced;
    ProxyConfig = "ProxyConfig" in ["networking.istio.io"] namespaced;
    AuthorizationPolicy = "AuthorizationPolicy" in ["security.istio.io"] namespaced;
    PeerAuthentication = "PeerAuthentication" in ["security.istio.io"] namespaced;
    RequestAuthentication = "RequestAuthentication" in ["security.istio.io"] namespaced;
    Telemetry = "Telemetry" in ["telemetry.istio.io"] namespaced;
    WasmPlugin = "WasmPlugin" in ["extensions.istio.io"] namespaced;
    TrafficExtension = "TrafficExtension" in ["extensions.istio.io"] namespaced;
    IstioOperator = "IstioOperator" in ["install.istio.io"] namespaced;
    SailIstio = "Istio" in ["sailoperator.io", "operator.istio.io"] cluster;
    SailIstioRevision = "IstioRevision" in ["sailoperator.io", "operator.istio.io"] cluster;
    SailIstioCni = "IstioCNI" in ["sailoperator.io", "operator.istio.io"] cluster;
    SailZtunnel = "ZTunnel" in ["sailoperator.io", "operator.istio.io"] cluster;
    ServiceMeshControlPlane = "ServiceMeshControlPlane" in ["maistra.io"] namespaced;
    Kiali = "Kiali" in ["kiali.io"] namespaced;
    CertManagerCertificate = "Certificate" in ["cert-manager.io"] namespaced;
    ExternalSecret = "ExternalSecret" in ["external-secrets.io"] namespaced;
    SealedSecret = "SealedSecret" in ["bitnami.com"] namespaced;
    SecretProviderClass = "SecretProviderClass" in ["secrets-store.csi.x-k8s.io"] namespaced;
    CapiCluster = "Cluster" in ["cluster.x-k8s.io"] namespaced;
    KubeadmControlPlane = "KubeadmControlPlane" in ["controlplane.cluster.x-k8s.io"] namespaced;
    PodSecurityConfiguration = "PodSecurityConfiguration" in ["pod-security.admission.config.k8s.io"] cluster;
    AdmissionConfiguration = "AdmissionConfiguration" in ["apiserver.config.k8s.io"] cluster;
}

impl Kind {
    /// Where the pod templates of a workload are: paths of objects that hold `metadata` and `spec`, empty for a Pod. `[]`
    /// stands for every item of a list, `{}` for every value of a mapping.
    pub fn pod_templates(self) -> &'static [&'static str] {
        match self {
            Self::Pod => &[""],
            Self::Deployment
            | Self::ReplicaSet
            | Self::StatefulSet
            | Self::DaemonSet
            | Self::ReplicationController
            | Self::Job
            | Self::DeploymentConfig
            | Self::Rollout
            | Self::KnativeService
            | Self::KnativeConfiguration
            | Self::CloneSet
            | Self::KruiseStatefulSet
            | Self::KruiseDaemonSet => &["spec.template"],
            Self::CronJob => &["spec.jobTemplate.spec.template"],
            Self::PodTemplate => &["template"],
            Self::ScaledJob => &["spec.jobTargetRef.template"],
            Self::SandboxTemplate | Self::Sandbox => &["spec.podTemplate"],
            Self::RayCluster => &["spec.headGroupSpec.template", "spec.workerGroupSpecs[].template"],
            Self::RayJob => &[
                "spec.submitterPodTemplate",
                "spec.rayClusterSpec.headGroupSpec.template",
                "spec.rayClusterSpec.workerGroupSpecs[].template",
            ],
            Self::RayService => {
                &["spec.rayClusterConfig.headGroupSpec.template", "spec.rayClusterConfig.workerGroupSpecs[].template"]
            }
            Self::JobSet => &["spec.replicatedJobs[].template.spec.template"],
            Self::LeaderWorkerSet => {
                &["spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate"]
            }
            Self::VolcanoJob => &["spec.tasks[].template"],
            Self::PyTorchJob => &["spec.pytorchReplicaSpecs{}.template"],
            Self::TfJob => &["spec.tfReplicaSpecs{}.template"],
            Self::MpiJob => &["spec.mpiReplicaSpecs{}.template"],
            _ => &[],
        }
    }

    /// Where the steps of a pipeline are, whose pods a controller puts together: paths as of [`Self::pod_templates`], of the
    /// objects that hold them.
    pub fn step_lists(self) -> &'static [&'static str] {
        match self {
            Self::Workflow | Self::WorkflowTemplate | Self::ClusterWorkflowTemplate => &["spec.templates[]"],
            Self::CronWorkflow => &["spec.workflowSpec.templates[]"],
            Self::TektonTask | Self::TektonClusterTask => &["spec"],
            Self::TektonTaskRun => &["spec.taskSpec"],
            Self::TektonPipeline => &["spec.tasks[].taskSpec", "spec.finally[].taskSpec"],
            Self::TektonPipelineRun => &["spec.pipelineSpec.tasks[].taskSpec", "spec.pipelineSpec.finally[].taskSpec"],
            _ => &[],
        }
    }

    /// The kinds with a pod template: those that [`Self::pod_templates`] answers for.
    pub const WITH_PODS: &[Self] = &[
        Self::Pod,
        Self::Deployment,
        Self::ReplicaSet,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::ReplicationController,
        Self::Job,
        Self::CronJob,
        Self::PodTemplate,
        Self::DeploymentConfig,
        Self::Rollout,
        Self::KnativeService,
        Self::KnativeConfiguration,
        Self::ScaledJob,
        Self::SandboxTemplate,
        Self::Sandbox,
        Self::RayCluster,
        Self::RayJob,
        Self::RayService,
        Self::JobSet,
        Self::LeaderWorkerSet,
        Self::VolcanoJob,
        Self::CloneSet,
        Self::KruiseStatefulSet,
        Self::KruiseDaemonSet,
        Self::PyTorchJob,
        Self::TfJob,
        Self::MpiJob,
    ];

    /// Whether a controller makes more of an object of this kind than its templates say: other labels, Services.
    pub fn is_expanded(self) -> bool {
        let all = Self::WITH_PODS;
        all.iter().skip_while(|it| **it != Self::Sandbox).any(|it| *it == self) || !self.step_lists().is_empty()
    }

    /// Whether its pods end by themselves.
    pub fn is_job(self) -> bool {
        use Kind::*;
        matches!(self, Job | CronJob | ScaledJob | RayJob | JobSet | VolcanoJob | PyTorchJob | TfJob | MpiJob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_kinds_with_pods_is_that_of_templates() {
        let listed: Vec<_> = Kind::ALL.iter().filter(|it| Kind::WITH_PODS.contains(it)).collect();
        let known: Vec<_> = Kind::ALL.iter().filter(|it| !it.pod_templates().is_empty()).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn the_group_tells_kinds_of_one_name_apart() {
        assert_eq!(Kind::of("", "Service"), Kind::Service);
        assert_eq!(Kind::of("serving.knative.dev", "Service"), Kind::KnativeService);
        assert_eq!(Kind::of("networking.istio.io", "Gateway"), Kind::IstioGateway);
        assert_eq!(Kind::of("example.com", "Deployment"), Kind::Other);
        assert_eq!(Kind::ALL[Kind::Secret as usize], Kind::Secret);
    }
}
