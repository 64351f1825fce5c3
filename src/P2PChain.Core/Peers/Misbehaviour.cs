namespace P2PChain.Core.Peers;

/// <summary>
/// The table of offences. Messages that may be honest are no fault: a duplicate, an unknown parent, a conflict, a time
/// ahead of our clock. A node of the original network is judged more mildly: it knows none of our rules.
/// </summary>
/// <remarks>Source: docs/protocol.md, misbehaviour.</remarks>
public static class Misbehaviour
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The penalty for a fault.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="isExtended">Whether the peer is extended; false before its first line.</param>
    public static Penalty PenaltyFor(PeerFaultCode code, bool isExtended) => code switch
    {
        PeerFaultCode.Malformed => isExtended ? Penalty.Discourage(Day, strikes: 3) : Penalty.Tolerate(20),
        PeerFaultCode.TooMany => isExtended ? Penalty.Discourage(Day) : Penalty.Tolerate(20),
        PeerFaultCode.WrongProof => Penalty.Discourage(Day),
        PeerFaultCode.InvalidTransaction => isExtended ? Penalty.Discourage(Day) : Penalty.Tolerate(10),
        PeerFaultCode.Hostile or PeerFaultCode.LineTooLong or PeerFaultCode.MutatedBody =>
            isExtended ? Penalty.Discourage(Day) : Penalty.Disconnect,
        PeerFaultCode.InvalidBlock or PeerFaultCode.InvalidHeader => Penalty.Discourage(isExtended ? Day : Hour),
        _ => Penalty.Disconnect,
    };
}
