namespace P2PChain.Core.Peers;

/// <summary>How far an address reaches, from the nearest.</summary>
public enum AddressScope
{
    /// <summary>No node can be dialled there.</summary>
    Unusable,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>An office, a home or a provider's own network.</summary>
    Private,

    /// <summary>The Internet.</summary>
    Public,
}
