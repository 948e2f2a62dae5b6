//! Formats of vendors' credentials whose prefix tells them apart without context. Where the facts come from: `data/README.md`.

use crate::finding::Severity;
use Check::{Bech32, Crc62, Grafana, Json, Macaroon, Nkey, None};
use Severity::{Critical, High, Medium};
use regex::bytes::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// How a format proves itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// It does not.
    None,
    /// The last six characters are the CRC-32 of the thirty before, in base 62.
    Crc62,
    /// The sum of Bech32 (BIP 173) is at its end.
    Bech32,
    /// The last two bytes of what base32 decodes to are the CRC-16 of the others.
    Nkey,
    /// What begins with `eyJ` is an object of JSON in base64.
    Json,
    /// A macaroon in base64, whose location is one of the package index.
    Macaroon,
    /// The last eight are the CRC-32 of what stands before the underscore, little-endian, in hex.
    Grafana,
}

/// Literal, name, expression, proof, severity.
pub(super) type Format = (&'static str, &'static str, &'static str, Check, Severity);

#[rustfmt::skip]
pub(super) const FORMATS: &[Format] = &[
    ("+ABa", "Azure Batch key", r"[0-9A-Za-z+/]{76}\+ABa[0-9A-Za-z+/]{6}==", None, Critical),
    ("+ACR", "Azure Container Registry key", r"[0-9A-Za-z+/]{42}\+ACR[0-9A-Za-z+/]{6}", None, Critical),
    ("+AEh", "Azure Event Hub key", r"[0-9A-Za-z+/]{33}\+AEh[0-9A-Za-z+/]{6}=", None, Critical),
    ("+ASb", "Azure Service Bus key", r"[0-9A-Za-z+/]{33}\+ASb[0-9A-Za-z+/]{6}=", None, Critical),
    ("+ASt", "Azure Storage account key (identifiable)", r"[0-9A-Za-z+/]{76}\+ASt[0-9A-Za-z+/]{6}==", None, Critical),
    (".atlasv1.", "HashiCorp HCP Terraform API token", r"\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{60,70}", None, Critical),
    ("ABSK", "AWS Bedrock API key (long-term)", r"\bABSK[0-9A-Za-z+/]{109,}=*", None, Critical),
    ("ACDb", "Azure Cosmos DB key (identifiable)", r"[0-9A-Za-z+/]{76}ACDb[0-9A-Za-z+/]{6}==", None, Critical),
    ("AGE-SECRET-KEY-1", "age X25519 identity", r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b", Bech32, Critical),
    ("AGE-SECRET-KEY-PQ-1", "age post-quantum identity", r"\bAGE-SECRET-KEY-PQ-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{50,}\b", None, Critical),
    ("AIoT", "Azure IoT Hub key", r"[0-9A-Za-z+/]{33}AIoT[0-9A-Za-z+/]{6}=", None, Critical),
    ("AIza", "Google API key", r"\bAIza[0-9A-Za-z_-]{35}", None, High),
    ("AKCp", "JFrog API key", r"\bAKCp[0-9A-Za-z]{69}\b", None, Critical),
    ("APIM", "Azure API Management key", r"[0-9A-Za-z+/]{76}APIM[0-9A-Za-z+/]{6}==", None, Critical),
    ("ATATT3", "Atlassian account API token", r"\bATATT3[0-9A-Za-z_=+/-]{160,}=[0-9A-F]{8}\b", None, Critical),
    ("ATBB", "Atlassian Bitbucket app password", r"\bATBB[0-9A-Za-z]{28}[0-9A-F]{4}\b", None, Critical),
    ("ATCTT3", "Atlassian repository/project access token", r"\bATCTT3xFfG[0-9A-Za-z+/=_-]+=[0-9A-F]{8}\b", None, Critical),
    ("AccountKey=", "Microsoft Storage connection string", r"AccountKey=[0-9A-Za-z+/]{86}==", None, Critical),
    ("AzCa", "Azure Cache for Redis key", r"[0-9A-Za-z+/]{33}AzCa[0-9A-Za-z+/]{6}=", None, Critical),
    ("AzFu", "Azure Functions key", r"[0-9A-Za-z_-]{44}AzFu[0-9A-Za-z_-]{6}==", None, Critical),
    ("AzSe", "Azure AI Search key", r"[0-9A-Za-z]{42}AzSe[A-D][0-9A-Za-z]{5}", None, Critical),
    ("CCIPAT_", "CircleCI personal API token", r"\bCCIPAT_[0-9A-Za-z]{22}_[0-9a-f]{40}\b", None, Critical),
    ("CCIPRJ_", "CircleCI project API token", r"\bCCIPRJ_[0-9A-Za-z]{22}_[0-9a-f]{40}\b", None, Critical),
    ("CFPAT-", "Contentful personal access token", r"\bCFPAT-[0-9A-Za-z_-]{43}", None, High),
    ("CLOJARS_", "Clojars deploy token", r"\bCLOJARS_[0-9a-f]{60}\b", None, High),
    ("EZAK", "EasyPost API key (prod)", r"\bEZ[AT]K[0-9A-Za-z]{54,60}\b", None, High),
    ("FLWSECK", "Flutterwave secret key", r"\bFLWSECK(?:_TEST)?-[0-9a-z]{32}-X\b", None, Critical),
    ("FlyV1 fm", "Fly.io macaroon token", r"\bFlyV1 fm\d+_[0-9A-Za-z+/=,_-]{100,}", None, Critical),
    ("GOCSPX-", "Google OAuth client secret", r"\bGOCSPX-[0-9A-Za-z_-]{28}", None, Critical),
    ("HRKU-AA", "Heroku API key", r"\bHRKU-AA[0-9A-Za-z_-]{58}", None, Critical),
    ("JQQJ9", "Microsoft common annotated security key", r"[0-9A-Za-z]{52}JQQJ9[0-9A-Za-z]{27}(?:==|[0-9A-Za-z]{4})?", None, Critical),
    ("NRAK-", "New Relic user key", r"\bNRAK-[A-Z0-9]{27}\b", None, Critical),
    ("NRII-", "New Relic insights insert key", r"\bNRII-[0-9A-Za-z_-]{32}", None, High),
    ("PMAK-", "Postman API key", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b", None, Critical),
    ("SG.", "SendGrid API key", r"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}", None, Critical),
    ("T3BlbkFJ", "OpenAI API key (legacy)", r"\bsk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}\b", None, Critical),
    ("T3BlbkFJ", "OpenAI API key (project / service-account / admin)", r"\bsk-(?:proj|svcacct|admin|None)-[0-9A-Za-z_-]{20,}T3BlbkFJ[0-9A-Za-z_-]{20,}", None, Critical),
    ("access-production-", "Plaid access token", r"\baccess-(?:production|sandbox|development)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", None, Critical),
    ("access_token$production$", "PayPal/Braintree access token", r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}\b", None, Critical),
    ("amzn.mws.", "AWS MWS auth token", r"\bamzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", None, High),
    ("api/webhooks/", "Discord webhook URL", r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[0-9A-Za-z_-]{60,80}", None, High),
    ("api_org_", "Hugging Face legacy org token", r"\bapi_org_[A-Za-z]{34}\b", None, High),
    ("bkua_", "Buildkite user access token", r"\bbkua_[0-9a-z]{40}\b", None, Critical),
    ("cflt", "Confluent API secret (new form)", r"\bcflt[0-9A-Za-z+/]{60}\b", None, Critical),
    ("cio_tp_", "crates registry trusted-publishing token", r"\bcio_tp_[0-9A-Za-z]{32}\b", None, High),
    ("cmVmdGtu", "JFrog reference token", r"\bcmVmdGtu[0-9A-Za-z]{56}\b", None, Critical),
    ("dapi", "Databricks personal access token", r"\bdapi[0-9a-f]{32}(?:-\d)?\b", None, Critical),
    ("dckr_oat_", "Docker Hub organization access token", r"\bdckr_oat_[0-9A-Za-z_-]{32}", None, Critical),
    ("dckr_pat_", "Docker Hub personal access token", r"\bdckr_pat_[0-9A-Za-z_-]{27}", None, Critical),
    ("ddo_", "Deno access token", r"\bdd[po]_[0-9A-Za-z]{36}\b", None, Critical),
    ("ddp_", "Deno access token", r"\bdd[po]_[0-9A-Za-z]{36}\b", None, Critical),
    ("doo_v1_", "DigitalOcean OAuth token", r"\bdoo_v1_[0-9a-f]{64}\b", None, Critical),
    ("dop_v1_", "DigitalOcean personal access token", r"\bdop_v1_[0-9a-f]{64}\b", None, Critical),
    ("dor_v1_", "DigitalOcean OAuth refresh token", r"\bdor_v1_[0-9a-f]{64}\b", None, Critical),
    ("dp.audit.", "Doppler audit token", r"\bdp\.audit\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dp.ct.", "Doppler CLI token", r"\bdp\.ct\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dp.pt.", "Doppler personal token", r"\bdp\.pt\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dp.sa.", "Doppler service-account token", r"\bdp\.sa\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dp.scim.", "Doppler SCIM token", r"\bdp\.scim\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dp.st.", "Doppler service (optionally .<config>) token", r"\bdp\.st\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}\b", None, Critical),
    ("dt0c01.", "Dynatrace access token", r"\bdt0[a-z]\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}\b", None, Critical),
    ("essu_", "Elastic Cloud API key", r"\bessu_[0-9A-Za-z+/]{80,}={0,2}", None, Critical),
    ("figd_", "Figma personal access token", r"\bfigd_[0-9A-Za-z_-]{38,43}", None, High),
    ("gho_", "GitHub OAuth access token", r"\bgho_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("ghp_", "GitHub personal access token (classic)", r"\bghp_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("ghr_", "GitHub App refresh token", r"\bghr_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("ghs_", "GitHub App server-to-server token", r"\bghs_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("ghu_", "GitHub App user-to-server token", r"\bghu_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("github_pat_", "GitHub fine-grained personal access token", r"\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b", None, Critical),
    ("glagent-", "GitLab agent for Kubernetes token", r"\bglagent-[0-9A-Za-z_.-]{50,}", None, Critical),
    ("glcbt-", "GitLab CI/CD job token", r"\bglcbt-[0-9A-Za-z_.-]{20,}", None, High),
    ("gldt-", "GitLab deploy token", r"\bgldt-[0-9A-Za-z_.-]{20,}", None, Critical),
    ("glimt-", "GitLab incoming mail token", r"\bglimt-[0-9A-Za-z_.-]{25,}", None, High),
    ("gloas-", "GitLab OAuth application secret", r"\bgloas-[0-9A-Za-z_.-]{64}", None, Critical),
    ("glpat-", "GitLab personal/project/group/impersonation access token", r"\bglpat-[0-9A-Za-z_.-]{20,300}", None, Critical),
    ("glptt-", "GitLab pipeline trigger token", r"\bglptt-[0-9A-Za-z_.-]{40,}", None, High),
    ("glrt-", "GitLab runner authentication token", r"\bglrt-[0-9A-Za-z_.-]{20,}", None, Critical),
    ("glsa_", "Grafana service-account token", r"\bglsa_[0-9A-Za-z]{32}_[0-9a-f]{8}\b", Grafana, Critical),
    ("glsoat-", "GitLab SCIM token", r"\bglsoat-[0-9A-Za-z_.-]{20,}", None, High),
    ("gsk_", "Groq API key", r"\bgsk_[0-9A-Za-z]{52}\b", None, Critical),
    ("hf_", "Hugging Face access token", r"\bhf_[A-Za-z]{34}\b", None, Critical),
    ("hooks.slack.com/services/", "Slack incoming webhook URL", r"https://hooks\.slack\.com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{23,25}", None, High),
    ("hooks.slack.com/workflows", "Slack workflow webhook URL", r"https://hooks\.slack\.com/(?:workflows|triggers)/[A-Z0-9]+/[0-9A-Za-z/]{20,}", None, Medium),
    ("hvb.", "HashiCorp Vault batch token", r"\bhvb\.[0-9A-Za-z_-]{24,}", None, High),
    ("hvr.", "HashiCorp Vault recovery token", r"\bhvr\.[0-9A-Za-z_-]{24,}", None, Critical),
    ("hvs.", "HashiCorp Vault service token", r"\bhvs\.[0-9A-Za-z_-]{24,}", None, Critical),
    ("lin_api_", "Linear API key", r"\blin_api_[0-9A-Za-z]{40}\b", None, Critical),
    ("lsv2_", "LangChain LangSmith key", r"\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b", None, High),
    ("mdb_sa_sk_", "MongoDB Atlas service-account secret", r"\bmdb_sa_sk_[0-9A-Za-z_-]{40}", None, Critical),
    ("napi_", "Neon API key", r"\bnapi_[0-9a-z]{64}\b", None, Critical),
    ("nfp_", "Netlify personal access token", r"\bnfp_[0-9A-Za-z_]{36}\b", None, Critical),
    ("npm_", "npm access token", r"\bnpm_[0-9A-Za-z]{36}\b", Crc62, Critical),
    ("ntn_", "Notion integration token", r"\bntn_[0-9]{11}[0-9A-Za-z]{35}\b", None, Critical),
    ("nvapi-", "NVIDIA NGC / build API key", r"\bnvapi-[0-9A-Za-z_-]{60,70}", None, Critical),
    ("ops_eyJ", "1Password service-account token", r"\bops_eyJ[0-9A-Za-z+/_-]{200,}={0,3}", Json, Critical),
    ("pat-eu", "HubSpot private-app token", r"\bpat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", None, Critical),
    ("pat-na", "HubSpot private-app token", r"\bpat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", None, Critical),
    ("pnu_", "Prefect API key", r"\bpnu_[0-9A-Za-z]{36}\b", None, High),
    ("pplx-", "Perplexity API key", r"\bpplx-[0-9A-Za-z]{48}\b", None, Critical),
    ("pscale_pw_", "PlanetScale database password", r"\bpscale_pw_[0-9A-Za-z_.-]{32,64}", None, Critical),
    ("pscale_tkn_", "PlanetScale service token", r"\bpscale_tkn_[0-9A-Za-z_.-]{32,64}", None, Critical),
    ("pul-", "Pulumi access token", r"\bpul-[0-9a-f]{40}\b", None, Critical),
    ("pypi-AgE", "PyPI upload token (macaroon)", r"\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[0-9A-Za-z_-]{50,}", Macaroon, Critical),
    ("r8_", "Replicate API token", r"\br8_[0-9A-Za-z_-]{37}", None, Critical),
    ("rdme_", "ReadMe API key", r"\brdme_[0-9a-z]{70}\b", None, High),
    ("rk_live_", "Stripe restricted key", r"\brk_(?:live|test)_[0-9A-Za-z]{24,247}\b", None, High),
    ("rk_test_", "Stripe restricted key", r"\brk_(?:live|test)_[0-9A-Za-z]{24,247}\b", None, High),
    ("rootly_", "Rootly API token", r"\brootly_[0-9a-f]{64}\b", None, High),
    ("rubygems_", "RubyGems API key", r"\brubygems_[0-9a-f]{48}\b", None, Critical),
    ("sb_secret_", "Supabase project secret key", r"\bsb_secret_[0-9A-Za-z_-]{31,36}", None, Critical),
    ("sbp_", "Supabase personal access token", r"\bsbp_(?:v0_)?[0-9a-f]{40}\b", None, Critical),
    ("secret_", "Notion integration token (old)", r"\bsecret_[0-9A-Za-z]{43}\b", None, Critical),
    ("sgp_", "Sourcegraph access token", r"\bsgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}\b", None, Critical),
    ("sha256~", "Red Hat OpenShift user token", r"\bsha256~[0-9A-Za-z_-]{43}", None, Critical),
    ("shippo_", "Shippo API token", r"\bshippo_(?:live|test)_[0-9a-f]{40}\b", None, High),
    ("shpat_", "Shopify admin API access token", r"\bshpat_[0-9a-fA-F]{32,}\b", None, Critical),
    ("shpca_", "Shopify custom-app token", r"\bshpca_[0-9a-fA-F]{32,}\b", None, Critical),
    ("shppa_", "Shopify private-app password", r"\bshppa_[0-9a-fA-F]{32,}\b", None, Critical),
    ("shpss_", "Shopify shared secret", r"\bshpss_[0-9a-fA-F]{32,}\b", None, Critical),
    ("sk-ant-admin", "Anthropic admin key", r"\bsk-ant-admin01-[0-9A-Za-z_-]{93}AA", None, Critical),
    ("sk-ant-api", "Anthropic API key", r"\bsk-ant-api03-[0-9A-Za-z_-]{93}AA", None, Critical),
    ("sk-lf-", "Langfuse secret key", r"\bsk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", None, High),
    ("sk-or-v1-", "OpenRouter API key", r"\bsk-or-v1-[0-9a-f]{64}\b", None, Critical),
    ("sk.eyJ", "Mapbox secret token", r"\bsk\.eyJ[0-9A-Za-z_-]{60,}\.[0-9A-Za-z_-]{20,}", None, High),
    ("sk_live_", "Paystack secret key", r"\bsk_(?:live|test)_[0-9a-f]{40}\b", None, Critical),
    ("sk_live_", "Stripe secret key (live)", r"\bsk_live_[0-9A-Za-z]{24,247}\b", None, Critical),
    ("sk_test_", "Stripe secret key (test)", r"\bsk_test_[0-9A-Za-z]{24,247}\b", None, Medium),
    ("sntrys_", "Sentry organization token", r"\bsntrys_eyJ[0-9A-Za-z+/=_-]{80,}", Json, Critical),
    ("sntryu_", "Sentry user auth token", r"\bsntryu_[0-9a-f]{64}\b", None, Critical),
    ("sq0csp-", "Square OAuth secret", r"\bsq0csp-[0-9A-Za-z_-]{43}", None, Critical),
    ("sqa_", "SonarSource user/project/global analysis token", r"\bsq[upa]_[0-9a-f]{40}\b", None, High),
    ("sqp_", "SonarSource user/project/global analysis token", r"\bsq[upa]_[0-9a-f]{40}\b", None, High),
    ("squ_", "SonarSource user/project/global analysis token", r"\bsq[upa]_[0-9a-f]{40}\b", None, High),
    ("tfp_", "Typeform token", r"\btfp_[0-9A-Za-z_-]{40,59}", None, High),
    ("tskey-", "Tailscale auth/API/OAuth key", r"\btskey-(?:auth|api|client|scim|webhook)-[0-9A-Za-z]+-[0-9A-Za-z]+", None, Critical),
    ("v1.0-", "Cloudflare Origin CA key", r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{146}\b", None, Critical),
    ("vcp_", "Vercel access token (new form)", r"\bvcp_[0-9A-Za-z]{56}\b", None, Critical),
    ("whsec_", "Stripe webhook signing secret", r"\bwhsec_[0-9A-Za-z+/]{32,}={0,2}", None, High),
    ("xai-", "xAI API key", r"\bxai-[0-9A-Za-z]{80}\b", None, Critical),
    ("xapp-", "Slack app-level token", r"\bxapp-\d-[A-Z0-9]+-\d+-[0-9a-f]{64}\b", None, Critical),
    ("xkeysib-", "Brevo API/SMTP key", r"\bx(?:key|smtp)sib-[0-9a-f]{64}-[0-9A-Za-z]{16}\b", None, Critical),
    ("xoxb-", "Slack bot token", r"\bxoxb-\d{9,14}-\d{9,14}-[0-9A-Za-z]{24,34}\b|\bxoxb-\d{9,14}-[0-9A-Za-z]{18,26}\b", None, Critical),
    ("xoxe", "Slack configuration access/refresh token", r"\bxoxe(?:\.xox[bp])?-\d-[0-9A-Za-z]{140,}", None, High),
    ("xoxp-", "Slack user token", r"\bxoxp-(?:\d{9,14}-){3}[0-9a-f]{28,34}\b", None, Critical),
    ("xsmtpsib-", "Brevo API/SMTP key", r"\bx(?:key|smtp)sib-[0-9a-f]{64}-[0-9A-Za-z]{16}\b", None, Critical),
    ("1//0", "Google OAuth refresh token", r"\b1//0[0-9A-Za-z_-]{60,}", None, Critical),
    ("8Q~", "Microsoft Entra client secret", r"\b[0-9A-Za-z_~.-]{3}[78]Q~[0-9A-Za-z_~.-]{31,34}", None, Critical),
    ("7Q~", "Microsoft Entra client secret", r"\b[0-9A-Za-z_~.-]{3}[78]Q~[0-9A-Za-z_~.-]{31,34}", None, Critical),
    (":AA", "Telegram bot token", r"\b\d{8,10}:AA[0-9A-Za-z_-]{33}", None, Critical),
    ("A3-", "1Password secret key", r"\bA3-[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b", None, Critical),
    ("AVNS_", "Aiven password", r"\bAVNS_[0-9A-Za-z_-]{19}", None, High),
    ("EAAA", "Square access token", r"\bEAAA[0-9A-Za-z_-]{60}", None, Critical),
    ("IQoJb3JpZ2lu", "AWS session token", r"\bIQoJb3JpZ2lu[0-9A-Za-z+/=]{200,}", None, High),
    ("NRAL", "New Relic license key", r"\b[0-9a-f]{32,36}(?:FFFF)?NRAL\b", None, High),
    ("SAA", "NATS seed", r"\bSA[A-Z2-7]{56}\b", Nkey, Critical),
    ("SOA", "NATS seed", r"\bSO[A-Z2-7]{56}\b", Nkey, Critical),
    ("SUA", "NATS seed", r"\bSU[A-Z2-7]{56}\b", Nkey, Critical),
    ("SWMKEY-1-", "Docker Swarm unlock key", r"\bSWMKEY-1-[0-9A-Za-z+/]{43}", None, Critical),
    ("SWMTKN-1-", "Docker Swarm join token", r"\bSWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}\b", None, Critical),
    ("bkct_", "Buildkite agent token", r"\bbkct_[0-9A-Za-z_-]{40,}", None, High),
    ("glc_eyJ", "Grafana Cloud access policy token", r"\bglc_eyJ[0-9A-Za-z+/=]{60,}", Json, Critical),
    ("glffct-", "GitLab feature flags client token", r"\bglffct-[0-9A-Za-z_.-]{20,}", None, High),
    ("glft-", "GitLab feed token", r"\bglft-[0-9A-Za-z_.-]{20,}", None, High),
    ("hcaik_", "Honeycomb ingest key", r"\bhcaik_[0-9a-z]{26}[0-9A-Za-z]{32}\b", None, High),
    ("oy2", "NuGet API key", r"\boy2[a-z2-7]{43}\b", None, Critical),
    ("packagist_o", "Packagist organization token", r"\bpackagist_or[rw]_[0-9a-f]{68}\b", None, High),
    ("webhook.office.com", "Microsoft Teams webhook URL", r"https://[a-z0-9-]+\.webhook\.office\.com/webhookb2/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", None, Medium),
    ("ya29.", "Google OAuth access token", r"\bya29\.[0-9A-Za-z_-]{30,}", None, High),
    ("APA91b", "Firebase Cloud Messaging server key", r"\bAAAA[0-9A-Za-z_-]{7}:APA91b[0-9A-Za-z_-]{134}", None, High),
    ("da2-", "AWS AppSync API key", r"\bda2-[a-z0-9]{26}\b", None, High),
    ("dose", "Databricks OAuth secret", r"\bdose[0-9a-f]{32}\b", None, Critical),
    ("AQVN", "Yandex Cloud API key", r"\bAQVN[0-9A-Za-z_-]{35,38}", None, High),
    ("rnd_", "Render API key", r"\brnd_[0-9A-Za-z]{28}\b", None, High),
    ("eyJhIjoi", "Cloudflare tunnel token", r"\beyJhIjoi[0-9A-Za-z+/=]{100,}", Json, Critical),
    ("eyJrIjoi", "Grafana API key (legacy)", r"\beyJrIjoi[0-9A-Za-z+/]{60,}={0,2}", Json, High),
    ("dG9rO", "Intercom access token", r"\bdG9rO[0-9A-Za-z+/]{54,}=", None, High),
];

/// The literals of all formats, for the search over whole files.
pub(super) const LITERALS: &[&str] = &{
    let mut all = [""; FORMATS.len()];
    let mut at = 0;
    while at < FORMATS.len() {
        all[at] = FORMATS[at].0;
        at += 1;
    }
    all
};

/// The compiled expression of a format; each is compiled when its literal is first met.
pub(super) fn expression(at: usize) -> Option<&'static Regex> {
    static COMPILED: [OnceLock<Option<Regex>>; FORMATS.len()] = [const { OnceLock::new() }; FORMATS.len()];
    COMPILED[at].get_or_init(|| RegexBuilder::new(FORMATS[at].2).unicode(false).build().ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_names_its_source() {
        let data = include_str!("../../../data/token-formats.csv");
        for (literal, name, ..) in FORMATS {
            let row = data.lines().find(|it| it.starts_with(&format!("{literal},")) && it.contains(name));
            assert!(row.is_some_and(|it| it.rsplit(',').next().is_some_and(|it| !it.is_empty())), "{name}");
        }
    }
}
