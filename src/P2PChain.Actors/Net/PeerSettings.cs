using P2PChain.Core.Plain;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net;

/// <summary>Bounds on connections; reference.conf says why.</summary>
public sealed record PeerSettings
{
    /// <summary>Connections whose handshake is not done, beyond the slots: they cost little and last seconds.</summary>
    public const int StrangersMax = 32;

    /// <summary>Connections that were refused as they came and are kept until they said who they are, to be told why.</summary>
    public const int RefusedMax = 16;

    /// <summary>Of those, from one address; loopback is exempt. One address cannot take the word from all others.</summary>
    public const int RefusedPerAddressMax = 4;

    /// <summary>What a peer is told for which there is no slot: slots come free in minutes, not in seconds.</summary>
    internal static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(30);

    /// <summary>Connections that others may open to us.</summary>
    public int InboundMax { get; init; } = 64;

    /// <summary>Connections with one address; loopback is exempt.</summary>
    public int PerAddressMax { get; init; } = 3;

    /// <summary>Bytes that may wait to be written to one peer.</summary>
    public int OutboxBytesMax { get; init; } = Limits.OutboxBytesMax;

    /// <summary>Bytes that may wait to be written to all peers together.</summary>
    public long AllOutboxesBytesMax { get; init; } = Limits.AllOutboxesBytesMax;

    /// <summary>Silence after which a peer is asked whether it lives.</summary>
    public TimeSpan PingInterval { get; init; } = Limits.PingAfterSilence;

    /// <summary>Silence after which it counts as dead.</summary>
    public TimeSpan PingTimeout { get; init; } = Limits.DeadAfterSilence;

    /// <summary>From the start of a connection to the end of its handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = Limits.HandshakeTimeout;

    /// <summary>The pace at which plain peers are followed: fixed, for it is part of the protocol; shorter in tests.</summary>
    public PlainTimes Plain { get; init; } = new();

    /// <summary>How long a dial may take.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(4);
}
