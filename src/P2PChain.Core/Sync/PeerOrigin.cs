using System.Net;
using P2PChain.Core.Peers;

namespace P2PChain.Core.Sync;

/// <summary>How a connection came about.</summary>
/// <param name="IsChosen">
/// Whether this node dialled, or a person named the address. A stranger cannot make itself chosen.
/// </param>
/// <param name="Address">The unit against which unanswered questions count.</param>
public readonly record struct PeerOrigin(bool IsChosen, string Address)
{
    /// <summary>The origin of a connection.</summary>
    /// <param name="remote">The address at the other end.</param>
    /// <param name="isOutbound">Whether this node dialled.</param>
    /// <param name="isNamed">Whether a person named that IP address.</param>
    /// <remarks>
    /// A dialled peer counts by host and port, because several nodes may run at one IP address. The port of an accepted
    /// connection is drawn by its kernel, so it says nothing: the address group counts. All accepted connections from
    /// this machine are one address. They are not named by it, since every process here has it.
    /// </remarks>
    public static PeerOrigin Of(IPEndPoint remote, bool isOutbound, bool isNamed) => new(
        isOutbound || (isNamed && !IPAddress.IsLoopback(remote.Address)),
        isOutbound ? remote.ToString() : AddressGroup.Of(remote.Address).ToString());
}
