"""The names of a digital channel's fields (specification: digital channel)."""

from __future__ import annotations

from msgops_cxone.simulator.shapes import fields, names

WRITE = fields(
    s=(
        "id idOnExternalPlatform channelIntegrationId realExternalPlatformId name contentFormat "
        "translationGroup externalPlatformAvatar externalPlatformIcon studioScript"
    ),
    n="ownerUserId",
    b=(
        "isPrivate hasTreeStructure hasReply hasAbilityToSendFiles hasOutboundFlow hasAbilityToLike "
        "hasAbilityToShare hasAbilityToDelete hasAbilityToTag hasAbilityToChangeFrom wysiwygEnabled "
        "isAutomaticSignatureAttached isCaseBasedStorage hasOutboundTemplates hasManualOutboundFlow "
        "hasPublishing hasMultipleRecipient hasCcAndBcc hasVisibleTitle hasEditableTitle "
        "hasVisibleRecipients hasAbilityToForwardMessage hasAbilityToChangeRecipient "
        "hasMultipleThreadsPerEndUser hasPostAsPlaceholder canAgentInviteCustomersToContact "
        "canReplyToAnyMessage isLiveChat hasAbilityToHide"
    ),
)
"""What an upsert may hold."""
REQUIRED = (
    "id",
    "idOnExternalPlatform",
    "channelIntegrationId",
    "realExternalPlatformId",
    "name",
    "isPrivate",
    "hasTreeStructure",
)
SHOWN = names(
    "id idOnExternalPlatform realExternalPlatformId name externalPlatformAvatar externalPlatformIcon "
    "channelIntegrationId hasReply hasTreeStructure contentFormat hasCustomerOnThirdParty "
    "isPostWritable hasAbilityToQuoteMessage hasAbilityToLike isPrivate isHidden wysiwygEnabled "
    "hasAbilityToTag ownerUserId hasPublishing hasAbilityToSendFiles hasOutboundFlow "
    "hasAbilityToShare hasAbilityToHide hasAbilityToDelete replyPrefixMentionTemplate "
    "nicknameOnExternalPlatform isLiveChat hasAbilityToChangeRecipient hasMultipleRecipient "
    "hasCcAndBcc hasVisibleTitle hasEditableTitle hasVisibleRecipients hasAbilityToForwardMessage "
    "canSaveResponse hasAbilityToChangeFrom isAutomaticSignatureAttached hasOutboundTemplates "
    "hasManualOutboundFlow hasMultipleThreadsPerEndUser translationGroup studioScript "
    "canAgentInviteCustomersToContact canReplyToAnyMessage"
)
"""What the list shows; `defaultSkillId` is not there."""
PLATFORMS = names(
    "apple-apps-reviews apple-business-chat bg bw chat congstar-forum custom cypress discussions "
    "email facebook fb fm forum gcse gl google-business-messages google-places google-play google-rcs "
    "gp ig in-contact-email ind instagram kik lc li line mediatoolkit microsoft-teams mock monitora "
    "news nw ok-ru phpbb rss sandbox sandbox-facebook sandbox-twitter sendbird slack "
    "smooch-io-we-chat sms social-watch t-mobile-austria-forum talkdesk telegram tmobile-forum tw "
    "twitter viber vk vo voice we-chat whatsapp youscan yt zoom"
)
ICONS = names(
    "amazon apple apple-apps apple-imessage co-browsing contact-form email facebook facebook-dm "
    "facebook-messenger forum google google-dm google-maps google-play google-search instagram "
    "instagram-dm kakao-talk kik line-message linkedin listening livechat livechat-contact-form ok-ru "
    "pinterest rcs rss slack sms snapchat tango telegram tumblr twitter twitter-dm viber vkontakte "
    "vkontakte-dm voice wechat whatsapp youtube"
)
