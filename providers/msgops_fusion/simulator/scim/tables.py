"""The attributes that every resource has, and those of the smaller ones (see `attributes.py`; identity_domains_attributes.json)."""

COMMON = """
id string readOnly always search unique
ocid string immutable exact search unique
schemas string many required
meta complex readOnly
meta.resourceType string readOnly
meta.created dateTime readOnly search
meta.lastModified dateTime readOnly search
meta.location string readOnly
meta.version string readOnly
idcsCreatedBy complex readOnly
idcsCreatedBy.value string readOnly exact search required
idcsCreatedBy.$ref reference readOnly exact
idcsCreatedBy.type string readOnly =User|App
idcsCreatedBy.display string readOnly exact
idcsCreatedBy.ocid string readOnly exact search
idcsLastModifiedBy complex readOnly
idcsLastModifiedBy.value string readOnly exact search required
idcsLastModifiedBy.$ref reference readOnly exact
idcsLastModifiedBy.type string readOnly =User|App
idcsLastModifiedBy.display string readOnly exact
idcsLastModifiedBy.ocid string readOnly exact search
idcsPreventedOperations string readOnly request many =replace|update|delete
tags complex request many search
tags.key string search required
tags.value string search required
deleteInProgress boolean readOnly search
idcsLastUpgradedInRelease string readOnly request
domainOcid string readOnly
compartmentOcid string readOnly
tenancyOcid string readOnly
"""

APP_ROLE = """
displayName string immutable always search required
uniqueName string readOnly always unique
description string search
legacyGroupName string immutable search unique
adminRole boolean immutable search
limitedToOneOrMoreGroups boolean readOnly
availableToUsers boolean immutable search
availableToGroups boolean immutable search
availableToClients boolean immutable search
public boolean search
localizedDisplayName string readOnly request
app complex
app.value string immutable always exact search required
app.$ref reference readOnly
app.display string readOnly always search
app.name string readOnly search
app.serviceInstanceIdentifier string readOnly search
members complex readOnly request many search
members.value string always exact search required
members.$ref reference readOnly
members.display string readOnly
members.type string exact search required =User|Group|DynamicResourceGroup
"""

GRANT = """
grantMechanism string immutable exact search required =IMPORT_APPROLE_MEMBERS|ADMINISTRATOR_TO_USER|ADMINISTRATOR_TO_DELEGATED_USER|ADMINISTRATOR_TO_GROUP|SERVICE_MANAGER_TO_USER|ADMINISTRATOR_TO_APP|SERVICE_MANAGER_TO_APP|OPC_INFRA_TO_APP|GROUP_MEMBERSHIP|IMPORT_GRANTS|SYNC_TO_USER|ACCESS_REQUEST|APP_ENTITLEMENT_COLLECTION|ADMINISTRATOR_TO_DYNAMIC_RESOURCE_GROUP
compositeKey string readOnly request exact search unique
isFulfilled boolean readOnly search
grantedAttributeValuesJson string
appEntitlementCollection complex
grantor complex
grantor.value string readOnly exact search
grantor.$ref reference readOnly
grantor.type string readOnly exact search required =User|App|Group|AppEntitlementCollection|DynamicResourceGroup
grantor.display string readOnly request
grantee complex
grantee.value string immutable exact search required
grantee.$ref reference readOnly
grantee.type string immutable exact search required =User|Group|App|DynamicResourceGroup
grantee.display string readOnly request
app complex
app.value string immutable exact search required
app.$ref reference readOnly
app.display string readOnly request search
entitlement complex
entitlement.attributeName string immutable search required
entitlement.attributeValue string immutable exact search required
"""

STATUS = """
active boolean required
"""

AUDIT_EVENT = """
eventId string search
timestamp dateTime search
actorId string search
actorName string search
actorDisplayName string search
actorType string search
adminResourceId string search
adminResourceName string search
adminResourceType string search
adminValuesAdded string
adminValuesRemoved string
message string search
ecId string exact search
rId string exact search
"""

APP_TEMPLATE = """
displayName string always search
wellKnownId string search
description string
"""
