"""What Infobip's connector demands of an org (section 12 of the rules), and where WhatsApp's subjects stand in Salesforce's kinds."""

from msgops.sdk.rules import Pack, Subjects
from msgops_salesforce.rules import connector, org, routing

_OWN: Subjects = {
    org.EVENT: ("salesforce.PlatformEvent:",),
    org.DEFINITION: ("salesforce.ConversationChannelDefinition:",),
    org.APP: ("salesforce.ConnectedApp:", "salesforce.ExternalClientApp:"),
    org.APP_LINK: ("salesforce.CustomerAppLink:app",),
    org.WIZARD: ("salesforce.PartnerWizard:",),
    f"{org.WIZARD}.app": ("salesforce.PartnerWizard:authorization_context",),
    org.PERMISSION: ("salesforce.ObjectPermission:",),
    connector.PAGE: ("salesforce.AppPage:",),
    connector.PANEL: ("salesforce.PageComponent:",),
    connector.ORGANIZATION: ("salesforce.Organization:",),
    connector.USER: ("salesforce.User:",),
    connector.CHANNEL: ("salesforce.MessagingChannel:",),
    routing.ROUTING: ("salesforce.RoutingConfiguration:",),
    routing.PRESENCE: ("salesforce.PresenceConfiguration:",),
    routing.QUEUE: ("salesforce.Queue:",),
    routing.FLOW: ("salesforce.OmniFlow:",),
    routing.STATUS: ("salesforce.PresenceStatus:",),
    routing.ACCESS: ("salesforce.PresenceStatusAccess:",),
    routing.TRANSFER: ("salesforce.TransferDestinations:",),
}
_EXTERNAL = "salesforce.ConversationMessageDefinition:layouts[*].external_templates[*]"

_WHATSAPP: Subjects = {
    "messaging.channel.name": ("salesforce.MessagingChannel:label",),
    "whatsapp.template.external": (_EXTERNAL,),
    "whatsapp.template.namespace": (f"{_EXTERNAL}.namespace",),
    "whatsapp.session_text": (
        "salesforce.PartnerWizard:welcome_message",
        "salesforce.PartnerWizard:closing_message",
    ),
}
_INFOBIP: Subjects = {
    connector.KEY: ("infobip.ApiKey:",),
    connector.SECURITY: ("infobip.WebhookSecurity:",),
    connector.PROFILE: ("infobip.NotificationProfile:",),
    connector.SUBSCRIPTION: ("infobip.Subscription:",),
    connector.HANDOVER: ("infobip.ChatbotHandover:",),
}
"""The other end of the connector."""

pack = Pack(
    name="salesforce",
    title="Salesforce Service Cloud with Infobip",
    rules=tuple(sorted((*org.RULES, *connector.RULES, *routing.RULES), key=lambda r: r.id)),
    subjects={**_OWN, **_WHATSAPP, **_INFOBIP},
)

__all__ = ["pack"]
