namespace P2PChain.Core.Peering;

/// <summary>The table of offences. What may be honest — a duplicate, an unknown parent, a conflict — is no fault at all.</summary>
/// <remarks>Source: docs/protocol.md, misbehaviour.</remarks>
public static class Misbehaviour
{
    /// <summary>What a fault costs.</summary>
    public static PeerOutcome OutcomeOf(PeerFaultCode code) => code switch
    {
        PeerFaultCode.HandshakeTooLarge or PeerFaultCode.LineTooLong or PeerFaultCode.Malformed => PeerOutcome.Discourage,
        PeerFaultCode.InvalidBlock or PeerFaultCode.InvalidHeader or PeerFaultCode.InvalidTransaction => PeerOutcome.Discourage,
        _ => PeerOutcome.Disconnect,
    };
}
