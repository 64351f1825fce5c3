using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.ExitCode;

namespace P2PChain.Actors.Node;

/// <summary>A failure that ends a node.</summary>
/// <param name="ExitCode">The exit code of the process, one of <see cref="Actors.ExitCode"/>.</param>
/// <param name="Sentence">One sentence for the operator.</param>
/// <param name="Cause">The exception behind it, if there is one.</param>
public sealed record NodeFailure(int ExitCode, string Sentence, Exception? Cause)
{
    /// <summary>The failure behind the loss of one of a node's actors.</summary>
    /// <param name="name">The actor's name.</param>
    /// <param name="cause">Its exception; null if it just stopped.</param>
    public static NodeFailure OfLost(string name, Exception? cause) => cause switch
    {
        ChainStoreException store => Of(store),
        InvariantException broken => new NodeFailure(
            Bug,
            "The node contradicts itself, which is a bug, and ends before it tells or writes more: "
            + $"{broken.Message}.",
            broken),
        InvalidDataException damaged => new NodeFailure(Integrity, damaged.Message, damaged),
        _ => new NodeFailure(
            Bug, $"The node's {name} failed, which is a bug: {cause?.Message ?? "it stopped by itself"}", cause),
    };

    /// <summary>The failure to listen on an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="error">The system's error.</param>
    /// <param name="reason">The system's message.</param>
    public static NodeFailure OfListening(IPEndPoint address, SocketError error, string reason) => error switch
    {
        SocketError.AddressAlreadyInUse => new NodeFailure(
            InUse,
            $"Cannot listen on {address}: the port is taken. Is another node running there? End it, or choose another "
            + "port in p2pchain.listen.",
            null),
        SocketError.AddressNotAvailable => new NodeFailure(
            Configuration,
            $"Cannot listen on {address}: this machine has no such address. Correct p2pchain.listen; 0.0.0.0 means "
            + "every address it has.",
            null),
        SocketError.InvalidArgument => new NodeFailure(
            Configuration,
            $"Cannot listen on {address}: no single machine has such an address, or it lacks its interface, as in "
            + "\"[fe80::9%eth0]:6000\". Correct p2pchain.listen; 0.0.0.0 means every address this machine has.",
            null),
        SocketError.AccessDenied => new NodeFailure(
            Configuration,
            $"Cannot listen on {address}: this user may not have that port. Choose one above 1023 in p2pchain.listen.",
            null),
        SocketError.AddressFamilyNotSupported => new NodeFailure(
            Configuration,
            $"Cannot listen on {address}: this machine has no network of that kind. Choose an IPv4 address in "
            + "p2pchain.listen.",
            null),
        _ => new NodeFailure(
            InUse,
            $"Cannot listen on {address} ({reason}): see what the system lacks, and start the node again.",
            null),
    };

    /// <summary>The failure of a node whose store failed.</summary>
    public static NodeFailure Of(ChainStoreException error) => new(
        error.Fault switch
        {
            ChainStoreFault.Damaged => Integrity,
            ChainStoreFault.NotReadable or ChainStoreFault.NotWritable or ChainStoreFault.Replaced => Disk,
            _ => Configuration,
        },
        error.Message,
        error);
}
