"""The attributes of an App, one per line (see `attributes.py`), as the metadata of the official SDK has them (identity_domains_attributes.json)."""

APP = """
meterAsOPCService boolean readOnly always
name string immutable search unique
clientSecret string readOnly
hashedClientSecret string readOnly request
displayName string always search required unique
description string search
idTokenEncAlgo string
delegatedServiceNames string many exact
active boolean search
appIcon string request
appThumbnail string request
migrated boolean readOnly search
infrastructure boolean readOnly search
isLoginTarget boolean search
showInMyApps boolean search
loginMechanism string exact search =OIDC|SAML|FORMFILL|RADIUS
landingPageUrl string
productLogoUrl string
privacyPolicyUrl string
termsOfServiceUrl string
contactEmailAddress string
productName string
homePageUrl string
isFormFill boolean search
isOAuthClient boolean search
isRadiusApp boolean search
clientType string =confidential|public|trusted
redirectUris string many
allUrlSchemesAllowed boolean search
logoutUri string
postLogoutRedirectUris string many
allowedGrants string many exact search
allowedOperations string many exact search =introspect|onBehalfOfUser
clientIPChecking string exact =anywhere|whitelisted
isOPCService boolean readOnly search
isUnmanagedApp boolean immutable search
allowAccessControl boolean search
isOAuthResource boolean search
accessTokenExpiry integer
refreshTokenExpiry integer
allowOffline boolean search
callbackServiceUrl string readOnly
audience string
isMobileTarget boolean search
loginPageUrl string
linkingCallbackUrl string
logoutPageUrl string
errorPageUrl string
isSamlServiceProvider boolean search
isWebTierPolicy boolean search
isKerberosRealm boolean search
icon reference
isAliasApp boolean immutable always search
isManagedApp boolean readOnly search
serviceTypeURN string search
serviceTypeVersion string search
isObligationCapable boolean search
readyToUpgrade boolean readOnly search
trustScope string exact =Explicit|Account|Tags|Default
isDatabaseService boolean readOnly search
secondaryAudiences string many
isEnterpriseApp boolean search
bypassConsent boolean
disableKmsiTokenAuthentication boolean always
isMulticloudServiceApp boolean immutable search
radiusPolicy complex
appsNetworkPerimeters complex many
cloudControlProperties complex readOnly request many
editableAttributes complex readOnly request many
termsOfUse complex
protectableSecondaryAudiences complex many
protectableSecondaryAudiences.value string required
protectableSecondaryAudiences.readOnly boolean readOnly request
idpPolicy complex
allowedTags complex many search
allowedTags.key string search required
allowedTags.value string search required
allowedTags.readOnly boolean readOnly request
appSignonPolicy complex
trustPolicies complex many search
signonPolicy complex
identityProviders complex request many
accounts complex readOnly request many search
grants complex readOnly request many search
serviceParams complex always many
serviceParams.name string required
serviceParams.value string
attrRenderingMetadata complex immutable many
basedOnTemplate complex
basedOnTemplate.value string immutable always exact search required
basedOnTemplate.$ref reference readOnly
basedOnTemplate.lastModified dateTime readOnly search
basedOnTemplate.wellKnownId string immutable search
grantedAppRoles complex readOnly many exact search
grantedAppRoles.value string readOnly exact search required
grantedAppRoles.$ref reference readOnly
grantedAppRoles.type string readOnly =direct|indirect
grantedAppRoles.display string readOnly
grantedAppRoles.appId string readOnly
grantedAppRoles.appName string readOnly
grantedAppRoles.adminRole boolean readOnly
grantedAppRoles.legacyGroupName string readOnly
grantedAppRoles.readOnly boolean readOnly request
samlServiceProvider complex
allowedScopes complex many exact search
allowedScopes.fqs string exact search required
allowedScopes.idOfDefiningApp string readOnly exact search
allowedScopes.readOnly boolean readOnly
certificates complex many
certificates.certAlias string always search required
certificates.sha1Thumbprint string readOnly
certificates.kid string readOnly
certificates.x5t string readOnly
certificates.x509Base64Certificate binary readOnly
aliasApps complex many exact search
asOPCService complex
adminRoles complex readOnly request many
userRoles complex readOnly request many
scopes complex many exact search
scopes.value string exact search required
scopes.fqs string readOnly exact search unique
scopes.description string
scopes.displayName string
scopes.requiresConsent boolean
scopes.readOnly boolean readOnly request
urn:ietf:params:scim:schemas:oracle:idcs:extension:radiusApp:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:samlServiceProvider:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:webTierPolicy:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:managedapp:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:formFillAppTemplate:AppTemplate complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:opcService:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:kerberosRealm:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:formFillApp:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:dbcs:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:enterpriseApp:App complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:OCITags complex
urn:ietf:params:scim:schemas:oracle:idcs:extension:multicloudServiceApp:App complex
"""
