namespace P2PChain.Core.Peers;

/// <summary>
/// The table of offences. What may be honest — a duplicate, an unknown parent, a conflict, a time ahead of our clock — is no
/// fault at all. A node of the original network is judged more mildly: it knows none of our rules.
/// </summary>
/// <remarks>Source: docs/protocol.md, misbehaviour.</remarks>
public static class Misbehaviour
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What a fault costs.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="isExtended">Whether the peer is one of ours; before its first line it is not.</param>
    public static Penalty PenaltyFor(PeerFaultCode code, bool isExtended) => code switch
    {
        PeerFaultCode.Malformed => isExtended ? Penalty.Discourage(Day, strikes: 3) : Penalty.Tolerate(20),
        PeerFaultCode.TooMany => isExtended ? Penalty.Discourage(Day) : Penalty.Tolerate(20),
        PeerFaultCode.WrongProof => Penalty.Discourage(Day),
        PeerFaultCode.InvalidTransaction => isExtended ? Penalty.Discourage(Day) : Penalty.Tolerate(10),
        PeerFaultCode.Hostile or PeerFaultCode.LineTooLong or PeerFaultCode.MutatedBody => isExtended ? Penalty.Discourage(Day) : Penalty.Disconnect,
        PeerFaultCode.InvalidBlock or PeerFaultCode.InvalidHeader => Penalty.Discourage(isExtended ? Day : Hour),
        _ => Penalty.Disconnect,
    };
}
