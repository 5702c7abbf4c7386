//! One certificate, from the account to the chain, in the order in which RFC 8555 has it.

use super::challenge::{Answered, Challenges};
use super::folder::Folder;
use crate::config::AcmeConfig;
use anyhow::{Context, bail};
use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Error, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use std::time::Duration;

/// How the authority says that it does not know an account, after it has lost its own.
const NO_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// How long the authority may look at a challenge, and how long it may write a certificate.
const WAIT: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(120));

/// Gets a certificate; returns its key and the chain, PEM.
///
/// # Errors
/// With what the authority said, or why it was not reached.
pub(super) async fn order(config: &AcmeConfig, folder: &Folder) -> anyhow::Result<String> {
    let mut order = ordered(config, folder).await?;
    let answered = answer(&mut order, &folder.challenges()).await?;
    match order.poll_ready(&WAIT).await {
        Ok(OrderStatus::Ready) => {}
        Ok(_) | Err(Error::Api(_)) => bail!("{}", refusal(&mut order).await),
        Err(error) => {
            return Err(error).context("the authority does not say whether the domains are ours");
        }
    }
    drop(answered);
    let key = KeyPair::generate().context("no key can be made")?;
    let mut params =
        CertificateParams::new(config.domains.clone()).context("the domains fit no certificate")?;
    // The domains stand among the alternative names; a name of its own it needs none.
    params.distinguished_name = DistinguishedName::new();
    let request = params
        .serialize_request(&key)
        .context("nothing can be signed")?;
    let finalized = order.finalize_csr(request.der()).await;
    finalized.context("the authority refuses the request for the certificate")?;
    let chain = order.poll_certificate(&WAIT).await;
    let chain = chain.context("the authority gives no certificate")?;
    Ok(key.serialize_pem() + &chain)
}

/// An order for the domains, by an account that the authority knows.
async fn ordered(config: &AcmeConfig, folder: &Folder) -> anyhow::Result<Order> {
    let domains = config.domains.iter().cloned().map(Identifier::Dns);
    let domains: Vec<_> = domains.collect();
    let new = NewOrder::new(&domains);
    let order = match account(config, folder).await?.new_order(&new).await {
        Err(Error::Api(problem)) if problem.r#type.as_deref() == Some(NO_ACCOUNT) => {
            folder.forget_account()?;
            account(config, folder).await?.new_order(&new).await
        }
        order => order,
    };
    order.context("no certificate can be ordered")
}

/// The account of this data directory, made at the first time.
async fn account(config: &AcmeConfig, folder: &Folder) -> anyhow::Result<Account> {
    let unreached = || format!("{} cannot be reached", config.directory);
    let builder = Account::builder().context("no TLS client can be made")?;
    if let Some(kept) = folder.account()? {
        let kept = serde_json::from_slice(&kept)
            .context("the account cannot be read; remove its file from the folder acme")?;
        return builder.from_credentials(kept).await.with_context(unreached);
    }
    let contacts: Vec<String> = config
        .contacts
        .iter()
        .map(|to| format!("mailto:{to}"))
        .collect();
    let contacts: Vec<&str> = contacts.iter().map(String::as_str).collect();
    let new = NewAccount {
        contact: &contacts,
        // Who names a domain agrees; the README says so.
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let made = builder.create(&new, config.directory.clone(), None).await;
    let (account, credentials) = made.with_context(unreached)?;
    folder.put_account(&serde_json::to_vec(&credentials)?)?;
    Ok(account)
}

/// Answers the challenge of each domain that the authority does not know as ours yet.
async fn answer(order: &mut Order, challenges: &Challenges) -> anyhow::Result<Vec<Answered>> {
    let mut answered = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.context("the authority does not say what to show")?;
        let domain = authorization.identifier().to_string();
        match authorization.status {
            AuthorizationStatus::Pending => {}
            AuthorizationStatus::Valid => continue,
            status => bail!("the authority does not let {domain} be shown: {status:?}"),
        }
        let mut challenge = authorization
            .challenge(ChallengeType::TlsAlpn01)
            .with_context(|| format!("the authority has no tls-alpn-01 for {domain}"))?;
        let digest = challenge.key_authorization().digest();
        answered.push(challenges.put(&domain, digest.as_ref())?);
        let ready = challenge.set_ready().await;
        ready.with_context(|| format!("the authority does not look at {domain}"))?;
    }
    Ok(answered)
}

/// Why the authority does not take the domains for ours, in its own words.
async fn refusal(order: &mut Order) -> String {
    let mut reasons = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let domain = authorization.identifier().to_string();
        if let Ok(state) = authorization.refresh().await {
            let errors = state.challenges.iter().filter_map(|one| one.error.as_ref());
            reasons.extend(errors.map(|error| format!("{domain}: {error}")));
        }
    }
    format!(
        "the authority does not find the domains here ({}); port 443 of each has to lead to this server",
        reasons.join("; ")
    )
}
